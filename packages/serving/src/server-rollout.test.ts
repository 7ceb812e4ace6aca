import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import { readAll } from './testing/log-records.js';
import {
  rolloutPath,
  startWithChallenger,
  thirdRow,
  versionsAtHalf,
  versionsAtSevenTenths,
  versionsFor,
} from './testing/running-rollout.js';
import { type RunningServer, startServer } from './testing/running-server.js';
import {
  openInferenceRequest,
  tinyBundle,
  tinyLabels,
  tinyProbabilities,
  tinyRows,
} from './testing/tiny-model.js';

async function metric({ server }: RunningServer, line: RegExp): Promise<number> {
  const { body } = await get(server, '/metrics');
  return Number(line.exec(String(body))?.[1] ?? 0);
}

describe('a server with a rollout', () => {
  it('gives a share of the keys to the canary, and each key stays there while the share grows', async () => {
    const running = await startWithChallenger();
    const { server } = running;
    const canary = { mode: 'canary', alias: 'challenger', weight: 0.5 };
    expect(await post(server, rolloutPath, canary)).toMatchObject({
      status: 200,
      body: { state: 'active', champion_version: '1', candidate_version: '2', rollout: canary },
    });
    expect(await versionsFor(running)).toEqual(versionsAtHalf);
    await post(server, rolloutPath, { ...canary, weight: 0.7 });
    expect(await versionsFor(running)).toEqual(versionsAtSevenTenths);
    await post(server, rolloutPath, { ...canary, weight: 0 });
    expect(new Set(await versionsFor(running))).toEqual(new Set(['1']));
    const { body } = await get(server, '/metrics');
    expect(body).toContain('waymark_rollout_requests_total{model="tiny",version="1",role="champion"} ');
    expect(body).toContain('waymark_rollout_requests_total{model="tiny",version="2",role="candidate"} ');
  });

  it('takes the key from the parameters too, and for rows as for tensors', async () => {
    const { server } = await startWithChallenger();
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    const parameters = { sequence_id: 'user-2' };
    for (let i = 0; i < 4; i++)
      expect(await post(server, '/v2/models/tiny/infer', { ...thirdRow, parameters })).toMatchObject({
        body: { model_version: '2' },
      });
    const response = await fetch(`${server.address}/v1/models/tiny:predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-waymark-key': 'user-2' },
      body: JSON.stringify({ instances: tinyRows.slice(2, 3) }),
    });
    expect(await response.json()).toMatchObject({ model_version: '2', predictions: [{ label: 'yes' }] });
  });

  it('lets the path decide where it names a version, and does not count such requests', async () => {
    const running = await startWithChallenger();
    const { server } = running;
    expect((await post(server, '/v2/models/tiny/versions/2/infer', thirdRow)).status).toBe(404);
    await post(server, rolloutPath, { mode: 'ab', version: 2, weight: 1 });
    for (const version of ['1', '2'])
      expect(await post(server, `/v2/models/tiny/versions/${version}/infer`, thirdRow)).toMatchObject({
        status: 200,
        body: { model_version: version },
      });
    expect((await post(server, '/v2/models/tiny/versions/3/infer', thirdRow)).status).toBe(404);
    expect(await metric(running, /waymark_rollout_requests_total\{.*\} (\d+)/)).toBe(0);
  });

  it('logs which version an A/B test assigned', async () => {
    const running = await startWithChallenger();
    await post(running.server, rolloutPath, { mode: 'ab', version: 2, weight: 0.5 });
    const versions = await versionsFor(running);
    await running.server.close();
    const records = await readAll(running.logFolder);
    const logged = records.flatMap((record) =>
      record.type === 'prediction' ? [String(record.version)] : [],
    );
    expect(logged.toSorted()).toEqual(versions.toSorted());
  });

  it('shadows beside the answers, logs what the shadow said, and counts how far the two agree', async () => {
    const running = await startWithChallenger();
    const { server } = running;
    await post(server, rolloutPath, { mode: 'shadow', version: 2 });
    const { body } = await post(server, '/v2/models/tiny/infer', openInferenceRequest(tinyRows));
    expect(body).toMatchObject({ model_version: '1' });
    await expect.poll(() => metric(running, /shadow_rows_total\{.*outcome="agreed"\} (\d+)/)).toBe(3);
    expect(await metric(running, /shadow_rows_total\{.*outcome="disagreed"\} (\d+)/)).toBe(1);
    // 0.3064900636672974 + 0.1806014776229858 + 0.3581621646881104 + 0.0000581741333008
    expect(await metric(running, /shadow_difference_total\{.*\} ([\d.]+)/)).toBeCloseTo(
      0.8453118801116943,
      6,
    );
    await server.close();
    const records = await readAll(running.logFolder);
    const answered = records.flatMap((record) => (record.type === 'prediction' ? [record] : []));
    const shadowed = records.flatMap((record) => (record.type === 'shadow' ? [record] : []));
    expect(answered.map(({ version, label }) => `${version} ${label}`)).toEqual(
      tinyLabels[1].map((label) => `1 ${label}`),
    );
    expect(shadowed.map(({ predictionId }) => predictionId)).toEqual(answered.map(({ id }) => id));
    expect(shadowed).toMatchObject(
      tinyProbabilities[2].map((p, row) => ({
        ...{ model: 'tiny', version: 2, label: tinyLabels[2][row] },
        probabilities: [expect.closeTo(1 - p, 6), p],
      })),
    );
  });

  it('answers as ever when the shadow fails', async () => {
    const running = await startWithChallenger();
    const { server } = running;
    await post(server, rolloutPath, { mode: 'shadow', version: 2 });
    const bad = openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]);
    expect((await post(server, '/v2/models/tiny/infer', bad)).status).toBe(500);
    expect((await post(server, '/v2/models/tiny/infer', thirdRow)).status).toBe(200);
    await expect.poll(() => metric(running, /shadow_rows_total\{.*outcome="disagreed"\} (\d+)/)).toBe(1);
  });

  it('refuses what cannot stand beside the champion, and leaves what is there', async () => {
    const { manifest } = await tinyBundle(2);
    const running = await startWithChallenger(
      {},
      await tinyBundle(2, { manifest: { ...manifest, classes: ['yes', 'no'] } }),
    );
    const { server } = running;
    const canary = { mode: 'canary', version: 2, weight: 0.5 };
    expect(await post(server, rolloutPath, canary)).toMatchObject({
      status: 409,
      body: { error: expect.stringMatching(/^the rollout cannot begin: version 2 /) },
    });
    expect(await post(server, rolloutPath, { ...canary, version: 9 })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('the registry has no version 9') },
    });
    expect(await post(server, rolloutPath, { ...canary, version: 1 })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('version 1 is the champion') },
    });
    expect(await post(server, rolloutPath, { weight: 2 })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^3 problems: mode must be/) },
    });
    expect((await get(server, rolloutPath)).body).toEqual({ state: 'none' });
  });

  it('is read only where clients do not control models, and not there without a folder', async () => {
    const { server } = await startWithChallenger({ modelControl: 'none' });
    expect(await post(server, rolloutPath, { mode: 'shadow', version: 2 })).toMatchObject({
      status: 400,
      body: {
        error: expect.stringMatching(/^clients cannot change what is served here.*WAYMARK_MODEL_CONTROL/),
      },
    });
    expect((await get(server, rolloutPath)).status).toBe(200);
    const plain = await startServer();
    expect((await get(plain.server, rolloutPath)).status).toBe(404);
  });
});
