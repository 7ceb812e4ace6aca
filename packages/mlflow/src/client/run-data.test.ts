import { describe, expect, it } from 'vitest';
import { json, startFaultServer } from '../testing/fault-server.js';
import { MlflowClient } from './mlflow-client.js';
import { splitBatch } from './run-data.js';

const metrics = (count: number) =>
  Array.from({ length: count }, (_, step) => ({ key: 'loss', value: 0.5, timestamp: 1, step }));
const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: 'v' }));

/** How many metrics, parameters and tags each batch has. */
const shape = (batches: ReturnType<typeof splitBatch>) =>
  batches.map((batch) => [batch.metrics.length, batch.params.length, batch.tags.length]);

describe('splitBatch', () => {
  it('makes no request of nothing and one of little', () => {
    expect(splitBatch({})).toEqual([]);
    expect(shape(splitBatch({ metrics: metrics(1), params: entries(1), tags: entries(1) }))).toEqual([
      [1, 1, 1],
    ]);
  });

  it('keeps to 1000 metrics, 100 parameters, 100 tags and 1000 of all', () => {
    expect(shape(splitBatch({ metrics: metrics(1001) }))).toEqual([
      [1000, 0, 0],
      [1, 0, 0],
    ]);
    expect(shape(splitBatch({ params: entries(101), tags: entries(201) }))).toEqual([
      [0, 100, 0],
      [0, 1, 100],
      [0, 0, 100],
      [0, 0, 1],
    ]);
    expect(shape(splitBatch({ metrics: metrics(1000), params: entries(100) }))).toEqual([
      [900, 100, 0],
      [100, 0, 0],
    ]);
  });

  it('keeps to a megabyte', () => {
    const tags = entries(100).map((tag) => ({ ...tag, value: 'x'.repeat(8000) }));
    const batches = splitBatch({
      tags,
      params: entries(100).map((e) => ({ ...e, value: 'y'.repeat(6000) })),
    });
    expect(batches.map((batch) => JSON.stringify(batch).length).every((size) => size < 1_000_000)).toBe(true);
    expect(batches.flatMap((batch) => batch.tags)).toEqual(tags);
  });

  it('keeps the order', () => {
    const steps = splitBatch({ metrics: metrics(2500) }).flatMap((batch) =>
      batch.metrics.map(({ step }) => step),
    );
    expect(steps).toEqual(Array.from({ length: 2500 }, (_, step) => step));
  });
});

describe('RunData', () => {
  it('sends nothing when one of many batches has a value that MLflow would lose, and names every place', async () => {
    const { url, seen } = await startFaultServer([json(200, {})]);
    const { runData } = new MlflowClient({ url });
    const bad = [
      { key: 'a', value: 1, timestamp: 0.5, step: 0.5 },
      { key: 'a=b', value: 1, timestamp: 1, step: 0 },
    ];
    const call = runData.log('r', {
      params: [{ key: 'p', value: 'x'.repeat(6001) }],
      metrics: [...metrics(1000), ...bad],
    });
    await expect(call).rejects.toMatchObject({ code: 'MLFLOW_VALUE_INVALID' });
    expect(seen).toEqual([]);
  });
});
