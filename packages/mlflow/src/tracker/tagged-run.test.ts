import { describe, expect, it } from 'vitest';
import { MlflowClient } from '../client/mlflow-client.js';
import { type Answer, cut, json, startFaultServer } from '../testing/fault-server.js';
import { deleteOthers, findOrCreate, type TaggedRun } from './tagged-run.js';

const runWith = (run_id: string) => ({
  info: {
    run_id,
    experiment_id: '1',
    status: 'RUNNING',
    artifact_uri: 'mlflow-artifacts:/1/r/artifacts',
    lifecycle_stage: 'active',
  },
});
const none = json(200, {});
const found = (...ids: string[]) => json(200, { runs: ids.map(runWith) });

const tagged: TaggedRun = {
  experimentId: '1',
  identity: { key: 'waymark.journal', value: 'churn/1#0' },
  name: 'mlp',
  startTime: 1,
  tags: [],
};

async function clientOf(answers: readonly Answer[]) {
  const { url, seen } = await startFaultServer(answers);
  const calls = () => seen.map((request) => request.url.split('/').at(-1));
  return { client: new MlflowClient({ url, retries: 0 }), seen, calls };
}

describe('findOrCreate', () => {
  it('creates the run with its tag when there is none', async () => {
    const { client, seen, calls } = await clientOf([none, json(200, { run: runWith('a') }), found('a')]);
    expect((await findOrCreate(client, tagged)).info.run_id).toBe('a');
    expect(calls()).toEqual(['search', 'create', 'search']);
    expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({ run_name: 'mlp', tags: [tagged.identity] });
  });

  it('finds the run whose answer was lost, even when it arrives late', async () => {
    const { client, calls } = await clientOf([none, cut, none, found('a'), found('a')]);
    expect((await findOrCreate(client, tagged)).info.run_id).toBe('a');
    expect(calls().filter((call) => call === 'create')).toHaveLength(1);
  });

  it('looks for a while for one that somebody began to create', async () => {
    const { client, calls } = await clientOf([none, none, found('a')]);
    expect((await findOrCreate(client, { ...tagged, mayBeOnItsWay: true })).info.run_id).toBe('a');
    expect(calls()).toEqual(['search', 'search', 'search']);
  });

  it('keeps the smallest id when another machine created one at the same time', async () => {
    const { client, calls } = await clientOf([none, json(200, { run: runWith('b') }), found('b', 'a'), none]);
    expect((await findOrCreate(client, tagged)).info.run_id).toBe('a');
    expect(calls().at(-1)).toBe('delete');
  });
});

describe('deleteOthers', () => {
  it('deletes what came late, and nothing else', async () => {
    const { client, seen } = await clientOf([found('a', 'b', 'c'), none]);
    await deleteOthers(client, tagged, 'b');
    expect(seen.slice(1).map(({ body }) => JSON.parse(body))).toEqual([{ run_id: 'a' }, { run_id: 'c' }]);
  });
});
