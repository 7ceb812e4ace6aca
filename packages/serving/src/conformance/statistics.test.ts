/**
 * Statistics as perf_analyzer of Triton reads them (extension_statistics.md): before and after a load, with what was sent
 * known, every count and every sum must be right.
 */

import { describe, expect, it } from 'vitest';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { get, post } from '../testing/http-client.js';
import { startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';

type Part = { readonly count: number; readonly ns: number };
type Compute = Readonly<Record<'compute_input' | 'compute_infer' | 'compute_output', Part>>;

interface ModelStatistics {
  readonly version: string;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Compute & Readonly<Record<'success' | 'fail' | 'queue' | CachePart, Part>>;
  readonly batch_stats: readonly (Compute & { readonly batch_size: number })[];
}

type CachePart = 'cache_hit' | 'cache_miss';
type Server = { readonly address: string };

async function statisticsOf(server: Server, path: string): Promise<readonly ModelStatistics[]> {
  // The form of the extension.
  const { model_stats } = (await get(server, path)).body as { model_stats: readonly ModelStatistics[] };
  return model_stats;
}

async function tinyStatistics(server: Server): Promise<ModelStatistics> {
  const [only] = await statisticsOf(server, '/v2/models/tiny/stats');
  if (!only) throw new TypeError('the server must have statistics of the model');
  return only;
}

/** Rows of the tiny model, as many as wanted. */
function requestOf(rows: number) {
  return openInferenceRequest(
    Array.from({ length: rows }, (_, i) => tinyRows[i % tinyRows.length] ?? tinyRows[0]),
  );
}

async function inferEach(server: Server, sizes: readonly number[]): Promise<void> {
  const sent = sizes.map((rows) => post(server, '/v2/models/tiny/infer', requestOf(rows)));
  for (const { status } of await Promise.all(sent)) expect(status).toBe(200);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const computeParts = ['compute_input', 'compute_infer', 'compute_output'] as const;

/** What must hold of any statistics. */
function expectToAddUp({ inference_count, execution_count, inference_stats, batch_stats }: ModelStatistics) {
  const { success, queue, cache_hit } = inference_stats;
  expect(sum(batch_stats.map((batch) => batch.batch_size * batch.compute_infer.count))).toBe(inference_count);
  expect(sum(batch_stats.map((batch) => batch.compute_infer.count))).toBe(execution_count);
  expect(queue.count + cache_hit.count).toBe(success.count);
  const computed = computeParts.map((part) => inference_stats[part]);
  expect(sum([queue, cache_hit, ...computed].map(({ ns }) => ns))).toBe(success.ns);
  for (const part of computeParts) {
    expect(inference_stats[part].count).toBe(queue.count);
    // A request is in its batch all the while, so that its requests together took the batch's time at least.
    const ofBatches = sum(batch_stats.map((batch) => batch[part].ns));
    expect(inference_stats[part].ns).toBeGreaterThanOrEqual(ofBatches - batch_stats.length);
    expect(batch_stats.every((batch) => batch[part].count === batch.compute_infer.count)).toBe(true);
  }
}

describe('modelStatistics', () => {
  it('adds up after one request after the other', async () => {
    const { server } = await startServer();
    for (const rows of [1, 2, 2, 7]) await inferEach(server, [rows]);
    const statistics = await tinyStatistics(server);
    expectToAddUp(statistics);
    expect(statistics).toMatchObject({ inference_count: 12, execution_count: 4 });
    expect(statistics.inference_stats.success.count).toBe(4);
    expect(
      statistics.batch_stats.map(({ batch_size, compute_infer }) => [batch_size, compute_infer.count]),
    ).toEqual([
      [1, 1],
      [2, 2],
      [7, 1],
    ]);
  });

  it('adds up after requests that shared batches, and over what came since an earlier look', async () => {
    const { server } = await startServer();
    await inferEach(server, Array(30).fill(1));
    const before = await tinyStatistics(server);
    await inferEach(server, [...Array(40).fill(1), ...Array(10).fill(3)]);
    const after = await tinyStatistics(server);
    for (const statistics of [before, after]) expectToAddUp(statistics);
    expect(before.inference_stats.success.count).toBe(30);
    expect(after.inference_stats.success.count - before.inference_stats.success.count).toBe(50);
    expect(after.inference_count - before.inference_count).toBe(70);
    expect(after.execution_count).toBeLessThan(80);
  });

  it('counts a request of more rows than a batch once for each of its parts', async () => {
    const { server } = await startServer({ server: { limits: { maxBatchRows: 4 } } });
    await inferEach(server, [10]);
    const statistics = await tinyStatistics(server);
    expectToAddUp(statistics);
    expect(statistics).toMatchObject({ inference_count: 10, execution_count: 3 });
    expect(statistics.inference_stats.success.count).toBe(3);
  });

  it('counts failures apart, and refused requests not at all', async () => {
    const { server } = await startServer();
    await inferEach(server, [1]);
    const failing = openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]);
    const late = { ...requestOf(1), parameters: { timeout: 1 } };
    const statuses = [];
    for (const body of [failing, late, {}, { inputs: [] }])
      statuses.push((await post(server, '/v2/models/tiny/infer', body)).status);
    expect(statuses).toEqual([500, 504, 400, 400]);
    const statistics = await tinyStatistics(server);
    expectToAddUp(statistics);
    expect(statistics.inference_stats).toMatchObject({ success: { count: 1 }, fail: { count: 2 } });
    expect(statistics).toMatchObject({ inference_count: 1, execution_count: 1 });
  });

  it('counts what was kept as hits, without inferences, and every look-up as a hit or a miss', async () => {
    const { server } = await startServer({ server: { cacheBytes: 2 ** 20 } });
    for (const rows of [1, 1, 2, 1, 2, 30]) await inferEach(server, [rows]);
    const statistics = await tinyStatistics(server);
    expectToAddUp(statistics);
    // Of 30 rows none is looked up.
    expect(statistics.inference_stats).toMatchObject({
      ...{ success: { count: 6 }, cache_hit: { count: 3 }, cache_miss: { count: 2 } },
    });
    expect(statistics).toMatchObject({ inference_count: 33, execution_count: 3 });
    expect(statistics.inference_stats.cache_hit.ns).toBeGreaterThan(0);
  });

  it('counts each version by itself', async () => {
    const folder = await modelsFolder({
      'scale/1/model.onnx': 'double',
      'scale/2/model.onnx': 'triple',
      'scale/config.pbtxt': '=version_policy: { all: {} }',
    });
    const { server } = await startBare(folder);
    await server.ready();
    const x = (rows: number) => ({
      inputs: [{ name: 'x', datatype: 'FP32', shape: [rows, 3], data: Array(3 * rows).fill(1) }],
    });
    for (const [version, rows] of [
      [1, 2],
      [1, 1],
      [2, 5],
    ] as const)
      expect((await post(server, `/v2/models/scale/versions/${version}/infer`, x(rows))).status).toBe(200);
    const statistics = await statisticsOf(server, '/v2/models/stats');
    for (const one of statistics) expectToAddUp(one);
    expect(
      statistics.map(({ version, inference_count, inference_stats }) => [
        version,
        inference_count,
        inference_stats.success.count,
      ]),
    ).toEqual([
      ['1', 3, 2],
      ['2', 5, 1],
    ]);
    expect(await statisticsOf(server, '/v2/models/scale/versions/2/stats')).toEqual(statistics.slice(1));
  });

  it('adds up for bare models whose requests share a batch, and those that cannot', async () => {
    const folder = await modelsFolder({
      ...{ 'double.onnx': 'double', 'sum.onnx': 'sum', 'four/1/model.onnx': 'double' },
      'four/config.pbtxt': '=max_batch_size: 4',
    });
    const { server } = await startBare(folder);
    await server.ready();
    const x = { inputs: [{ name: 'x', datatype: 'FP32', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }] };
    const image = { inputs: [{ name: 'image', datatype: 'INT32', shape: [1, 2, 2], data: [1, 2, 3, 4] }] };
    const bodies = { double: x, four: x, sum: image };
    const sent = Object.entries(bodies).flatMap(([model, body]) =>
      Array.from({ length: 12 }, () => post(server, `/v2/models/${model}/infer`, body)),
    );
    for (const { status } of await Promise.all(sent)) expect(status).toBe(200);
    const statistics = await statisticsOf(server, '/v2/models/stats');
    for (const one of statistics) expectToAddUp(one);
    expect(statistics.map(({ inference_count }) => inference_count)).toEqual([24, 24, 12]);
    expect(statistics.map(({ inference_stats }) => inference_stats.success.count)).toEqual([12, 12, 12]);
    const sizes = statistics.map(({ batch_stats }) => batch_stats.map(({ batch_size }) => batch_size));
    // No run of more rows than the model takes.
    expect(sizes.slice(1)).toEqual([expect.arrayContaining([4]), [1]]);
    expect(Math.max(...(sizes[1] ?? []))).toBe(4);
  });
});
