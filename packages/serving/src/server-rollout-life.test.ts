import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { get, post } from './testing/http-client.js';
import {
  restart,
  rolloutPath,
  startWithChallenger,
  versionFor,
  versionsAtHalf,
  versionsFor,
} from './testing/running-rollout.js';
import { promoteBundle, tinyBundle } from './testing/tiny-model.js';

describe('the life of a rollout', () => {
  it('rolls a bad canary back by itself, for good', async () => {
    const running = await startWithChallenger();
    const { server, registry, home, logLines } = running;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5, guard: { minRequests: 20 } });
    // Model 1 never says yes to this row and model 2 always does: the first look is enough.
    for (let i = 0; i < 60; i++) await versionFor(running, `user-${i}`);
    await expect
      .poll(async () => (await registry.model('tiny'))?.versions[1]?.quarantine?.reason)
      .toMatch(
        /^the canary of version 2 was rolled back: its share of positive labels is 100.0 % of 2\d, the champion's 0.0 % of 2\d$/,
      );
    expect((await registry.model('tiny'))?.aliases).toEqual({ champion: 1 });
    expect((await get(server, rolloutPath)).body).toMatchObject({ state: 'ended', candidate_version: null });
    expect(new Set(await versionsFor(running))).toEqual(new Set(['1']));
    expect(logLines.filter((line) => line.includes('a rollout ended'))).toHaveLength(1);
    await server.close();
    const again = await restart({ ...running, home });
    expect((await get(again.server, rolloutPath)).body).toMatchObject({
      state: 'ended',
      rollout: { ended: { reason: expect.stringContaining('rolled back') } },
    });
    expect(new Set(await versionsFor(again))).toEqual(new Set(['1']));
    expect(await post(again.server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('version 2 is in quarantine') },
    });
  });

  it('does not bring back what the guard ends while a client asks for more of it', async () => {
    // Nobody but the client asks the registry.
    const running = await startWithChallenger({ pollIntervalMs: 600_000 });
    const { server, registry } = running;
    const canary = { mode: 'canary', version: 2, weight: 0.5, guard: { minRequests: 20 } };
    await post(server, rolloutPath, canary);
    const read = registry.model.bind(registry);
    let hasAsked = false;
    registry.model = async (name) => {
      if (!hasAsked) {
        hasAsked = true;
        for (let i = 0; i < 60; i++) await versionFor(running, `user-${i}`);
      }
      return read(name);
    };
    const answer = await post(server, rolloutPath, { ...canary, weight: 0.9 });
    expect(answer).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('was rolled back') },
    });
    expect(new Set(await versionsFor(running))).toEqual(new Set(['1']));
    await expect
      .poll(async () => (await read('tiny'))?.versions[1]?.quarantine?.reason)
      .toMatch(/rolled back/);
    expect(new Set(await versionsFor(running))).toEqual(new Set(['1']));
  });

  it('rolls a bad shadow back too, though nobody saw its answers', async () => {
    const running = await startWithChallenger();
    const { server, registry } = running;
    await post(server, rolloutPath, { mode: 'shadow', version: 2, guard: { minRequests: 20 } });
    for (let i = 0; i < 20; i++) expect(await versionFor(running, 'anyone')).toBe('1');
    await expect
      .poll(async () => (await registry.model('tiny'))?.versions[1]?.quarantine?.reason)
      .toMatch(/^the shadow of version 2 was rolled back: its share of positive labels is 100.0 % of 20/);
  });

  it('keeps a rollout over a restart, and takes one from the file', async () => {
    const first = await startWithChallenger();
    await post(first.server, rolloutPath, { mode: 'canary', alias: 'challenger', weight: 0.5 });
    const versions = await versionsFor(first);
    await first.server.close();
    const second = await restart(first);
    expect(await versionsFor(second)).toEqual(versions);
    const file = join(first.home, 'rollouts/tiny.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      ...{ formatVersion: 1, mode: 'canary', alias: 'challenger', weight: 0.5 },
    });
    await writeFile(file, '{"mode": "canary", "version": 2, "weight": 1}');
    await expect.poll(() => versionFor(second, 'anyone')).toBe('2');
    await writeFile(file, '{"mode": "canary"');
    await expect
      .poll(async () => (await get(second.server, rolloutPath)).body)
      .toMatchObject({
        state: 'active',
        waiting:
          'the file rollouts/tiny.json must hold a rollout as JSON: it is empty or cannot be parsed as JSON; correct the file, or remove it to have no rollout',
      });
    await fetch(`${second.server.address}${rolloutPath}`, { method: 'DELETE' });
    expect((await get(second.server, rolloutPath)).body).toEqual({ state: 'none' });
    expect(await versionFor(second, 'anyone')).toBe('1');
  });

  it('ends when its candidate becomes the champion', async () => {
    const running = await startWithChallenger();
    const { server, registry } = running;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    await registry.moveAliases('tiny', { aliases: { champion: 2, previous: 1 }, reason: 'promoted' });
    await expect
      .poll(async () => (await get(server, rolloutPath)).body)
      .toMatchObject({
        state: 'ended',
        rollout: { ended: { reason: 'version 2 is the champion' } },
      });
    expect(new Set(await versionsFor(running))).toEqual(new Set(['2']));
    expect((await registry.model('tiny'))?.versions[1]?.quarantine).toBeNull();
  });

  it('goes on with another champion', async () => {
    const running = await startWithChallenger();
    const { server, registry, home } = running;
    await post(server, rolloutPath, { mode: 'canary', version: 2, weight: 0.5 });
    const bundle = await tinyBundle(1, { modelCard: '# another\n' });
    expect(await promoteBundle(registry, home, bundle)).toBe(3);
    await expect
      .poll(async () => (await get(server, rolloutPath)).body)
      .toMatchObject({ champion_version: '3' });
    expect(await versionsFor(running)).toEqual(
      versionsAtHalf.map((version) => (version === '1' ? '3' : version)),
    );
  });

  it('waits with its reason while the file asks for what cannot be', async () => {
    const running = await startWithChallenger();
    const { server, home, logLines } = running;
    await mkdir(join(home, 'rollouts'), { recursive: true });
    await writeFile(join(home, 'rollouts/tiny.json'), '{"mode": "shadow", "version": 7}');
    await expect
      .poll(async () => (await get(server, rolloutPath)).body)
      .toMatchObject({
        state: 'waiting',
        waiting: expect.stringContaining('no version 7'),
      });
    expect(logLines.filter((line) => line.includes('cannot go on as asked'))).toHaveLength(1);
    expect(await versionFor(running, 'anyone')).toBe('1');
  });
});
