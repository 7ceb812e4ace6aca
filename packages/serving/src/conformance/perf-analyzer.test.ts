/**
 * NVIDIA's perf_analyzer against running servers, of a bundle's model and of bare models. It asks for metadata and
 * configuration, makes requests from them, and compares what it counted and measured with the server's statistics: so do
 * the tests. Its runs are as short as they can be, and say nothing about speed.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JsonlPredictionSink } from '../log/jsonl-prediction-sink.js';
import type { modelStatistics } from '../protocols/open-inference/model-statistics.js';
import { createBareServer, createModelServer, type ModelServer } from '../server.js';
import { putFile } from '../testing/bare-models.js';
import { registryWith, tinyBundle } from '../testing/tiny-model.js';

const program = process.env.WAYMARK_TEST_PERF_ANALYZER;

const listening = { host: '127.0.0.1', port: 0, drainGraceMs: 0, logStream: { write() {} } } as const;
const shared = { ...listening, grpc: { port: 0 }, hasTritonMetrics: true } as const;

async function startKit(home: string): Promise<ModelServer> {
  const registry = await registryWith(home, await tinyBundle(1));
  const sink = new JsonlPredictionSink(join(home, 'predictions'));
  return createModelServer({ ...shared, registry, models: ['tiny'], sink });
}

async function startBare(folder: string): Promise<ModelServer> {
  for (const model of ['double', 'sum', 'types'] as const) await putFile(folder, `${model}.onnx`, model);
  await putFile(folder, 'columns.onnx', 'tiny');
  return createBareServer({ ...shared, folder });
}

/** A row of each datatype. JSON has no larger whole numbers. */
const typesRow = {
  ...{ bool: [true, false], uint8: [0, 255], uint16: [0, 65535], uint32: [0, 4294967295] },
  ...{ uint64: [0, 9007199254740991], int64: [-9007199254740991, 9007199254740991] },
  ...{ int8: [-128, 127], int16: [-32768, 32767], int32: [-2147483648, 2147483647] },
  ...{ fp32: [-0.5, 2.5], fp64: [-0.1, 1.5e300], bytes: ['', 'é 🐦'] },
};
const typesAgain = Object.fromEntries(
  Object.entries(typesRow).map(([name, values]) => [`${name}_again`, values]),
);

/** Files for `--input-data`: what is sent, and what must come back where that is told. */
const files = {
  tiny: {
    data: [
      { age: [30], income: [80.5], city: ['Oslo'] },
      { age: [0], income: [-20.5], city: ['Paris'] },
    ],
  },
  types: { data: [typesRow], validation_data: [typesAgain] },
  // Twice the last number is -6.5. Numbers without a fraction count as integers there.
  wrong: { data: [{ x: [1.25, 2.75, -3.25] }], validation_data: [{ y: [2.5, 5.5, 6.5] }] },
};

type Run = readonly [
  of: string,
  model: 'tiny' | 'columns' | 'double' | 'sum' | 'types',
  over: 'http' | 'grpc',
  options: readonly string[],
];

const json = ['--input-tensor-format', 'json', '--output-tensor-format', 'json'];
const given = (file: keyof typeof files) => ['--input-data', `${file}.json`];
const requests = 100;

const runs: readonly Run[] = [
  ['bytes', 'tiny', 'http', [...given('tiny'), '--concurrency-range', '4']],
  ['JSON', 'tiny', 'http', [...given('tiny'), ...json]],
  ['batches', 'tiny', 'grpc', ['--input-data', 'zero', '-b', '8', '--async', '--concurrency-range', '4']],
  ['streams', 'tiny', 'grpc', [...given('tiny'), '--streaming', '--async', '--concurrency-range', '4']],
  ['every datatype', 'types', 'http', given('types')],
  ['every datatype in streams', 'types', 'grpc', [...given('types'), '--streaming']],
  ['columns without a bundle', 'columns', 'http', given('tiny')],
  ['a model without batches', 'sum', 'grpc', ['--shape', 'image:1,2,2', '-x', '1']],
  [
    'requests at a rate',
    'double',
    'http',
    ['--request-rate-range', '100', '--request-distribution', 'poisson'],
  ],
];

describe.skipIf(!program)('perf_analyzer (needs WAYMARK_TEST_PERF_ANALYZER, the path of the program)', () => {
  let folder = '';
  let kit: ModelServer;
  let bare: ModelServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-perf-'));
    [kit, bare] = await Promise.all([startKit(join(folder, 'home')), startBare(join(folder, 'models'))]);
    await Promise.all([kit.ready(), bare.ready()]);
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, `${name}.json`), JSON.stringify(content));
  });
  afterAll(async () => {
    await Promise.all([kit.close(), bare.close()]);
    await rm(folder, { recursive: true });
  });

  const serverOf = (model: string) => (model === 'tiny' ? kit : bare);

  /** What the server itself counted since its start. */
  async function statisticsOf(model: string): Promise<{ requests: number; rows: number }> {
    const answer = await fetch(`${serverOf(model).address}/v2/models/${model}/stats`);
    const { model_stats } = (await answer.json()) as ReturnType<typeof modelStatistics>;
    const [statistics] = model_stats;
    if (!statistics) throw new Error(`no statistics of ${model}`);
    return { requests: statistics.inference_stats.success.count, rows: statistics.inference_count };
  }

  /** What it prints. */
  async function analyze(model: string, over: 'http' | 'grpc', options: readonly string[]): Promise<string> {
    const { address, grpcAddress } = serverOf(model);
    const to = over === 'http' ? new URL(address).host : String(grpcAddress);
    const all = ['-m', model, '-i', over, '-u', to, ...options];
    const run = promisify(execFile)(program ?? '', all, { cwd: folder, timeout: 25_000 });
    return (await run).stdout;
  }

  it.each(runs)('measures %s (%s, %s)', async (_, model, over, options) => {
    const rows = options.includes('-b') ? 8 : 1;
    const before = await statisticsOf(model);
    const told = await analyze(model, over, [...options, '--request-count', String(requests)]);
    const after = await statisticsOf(model);
    expect(after.requests - before.requests).toBe(requests);
    expect(after.rows - before.rows).toBe(requests * rows);
    expect(numberOf(told, 'Request count')).toBe(requests);
    // It reads the statistics first when the load has begun already: an early answer is not in what it sees of them.
    const seen = numberOf(told, 'Successful request count');
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThanOrEqual(requests);
    expect(numberOf(told, 'Inference count')).toBe(seen * rows);
    expect(numberOf(told, 'Execution count')).toBeLessThanOrEqual(seen);
    expectTimesToAddUp(told);
    // What the server did lies within what the client waited for.
    const waited = numberOf(told, '(?:Avg HTTP|Avg gRPC|Avg) (?:latency|time)');
    expect(numberOf(told, 'Avg request latency') * seen).toBeLessThanOrEqual((waited + 1) * requests);
  });

  it('compares the outputs with what must come', async () => {
    const wrong = analyze('double', 'http', [...given('wrong'), ...json, '--request-count', '10']);
    await expect(wrong).rejects.toMatchObject({
      stderr: expect.stringContaining("Output doesn't match expected output"),
    });
  });

  it('reads metrics meanwhile, and goes from one load to the next', async () => {
    const { host } = new URL(bare.address);
    const metrics = ['--collect-metrics', '--metrics-url', `${host}/metrics`, '--metrics-interval', '50'];
    // Any three windows are stable enough.
    const windows = ['--concurrency-range', '1:5:4', '-p', '200', '-s', '9999'];
    const told = await analyze('double', 'http', [...windows, ...metrics, '--percentile', '99']);
    for (const load of told.split('Request concurrency: ').slice(1)) expectTimesToAddUp(load);
    expect(told).toMatch(/Concurrency: 1, throughput: [1-9].*\nConcurrency: 5, throughput: [1-9]/);
  });
});

function numberOf(told: string, name: string): number {
  return Number(new RegExp(`${name}: (\\d+)`).exec(told)?.[1]);
}

/** In microseconds, each cut off. */
function expectTimesToAddUp(told: string): void {
  const [, parts = ''] = /Avg request latency: \d+ usec \((.*)\)/.exec(told) ?? [];
  const times = parts.split(' + ').map((part) => Number(/(\d+) usec$/.exec(part)?.[1]));
  const total = numberOf(told, 'Avg request latency');
  // Overhead, queue, compute input, compute infer, compute output.
  expect(times).toHaveLength(5);
  expect(times[3]).toBeGreaterThan(0);
  const sum = times.reduce((all, time) => all + time, 0);
  expect(Math.abs(total - sum)).toBeLessThanOrEqual(times.length);
}
