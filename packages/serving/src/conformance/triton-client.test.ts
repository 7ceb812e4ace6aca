/**
 * The clients of the Python package `tritonclient` against running servers, of a bundle's model and of bare models. A check of
 * `triton_client.py` is a test here.
 */

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JsonlPredictionSink } from '../log/jsonl-prediction-sink.js';
import { createBareServer, createModelServer, type ModelServer } from '../server.js';
import { putFile } from '../testing/bare-models.js';
import { registryWith, tinyBundle } from '../testing/tiny-model.js';
import { expectedAnswers, type Kind } from './testing/triton-client-answers.js';

const python = process.env.WAYMARK_TEST_PYTHON;
const imports = 'import tritonclient.http.aio, tritonclient.grpc.aio';
const hasClients = python !== undefined && spawnSync(python, ['-c', imports]).status === 0;

const listening = { host: '127.0.0.1', port: 0, drainGraceMs: 0, logStream: { write() {} } } as const;
const shared = { ...listening, grpc: { port: 0 }, modelControl: 'explicit' } as const;

async function startKit(home: string): Promise<ModelServer> {
  const registry = await registryWith(home, await tinyBundle(1));
  const sink = new JsonlPredictionSink(join(home, 'predictions'));
  return createModelServer({ ...shared, registry, models: ['tiny'], sink });
}

async function startBare(folder: string): Promise<ModelServer> {
  await putFile(folder, 'double.onnx', 'double');
  await putFile(folder, 'sum.onnx', 'sum');
  await putFile(folder, 'types.onnx', 'types');
  await putFile(folder, 'negative.onnx', 'negativeHalf');
  await putFile(folder, 'broken.onnx', '=no model');
  await putFile(folder, 'scale/1/model.onnx', 'double');
  await putFile(folder, 'scale/2/model.onnx', 'triple');
  await putFile(folder, 'scale/config.pbtxt', '=version_policy: { all: {} }');
  return createBareServer({ ...shared, folder });
}

interface Told {
  readonly check: string;
  readonly value?: unknown;
  readonly failed?: string;
}

/** What the script prints. */
async function askAs(kind: Kind, servers: readonly ModelServer[]): Promise<readonly Told[]> {
  const script = fileURLToPath(new URL('triton_client.py', import.meta.url));
  const addresses = servers.map(({ address, grpcAddress }) =>
    kind === 'http' ? new URL(address).host : String(grpcAddress),
  );
  const run = promisify(execFile)(python ?? '', [script, kind, ...addresses], { timeout: 40_000 });
  const { stdout } = await run;
  return stdout
    .trim()
    .split('\n')
    .map((line): Told => JSON.parse(line));
}

describe.skipIf(!hasClients).each(['http', 'grpc'] as const)(
  'tritonclient.%s (needs WAYMARK_TEST_PYTHON with tritonclient[http,grpc])',
  (kind) => {
    let folder = '';
    let servers: readonly ModelServer[] = [];
    let told: readonly Told[] = [];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'waymark-triton-'));
      servers = await Promise.all([startKit(join(folder, 'home')), startBare(join(folder, 'models'))]);
      await Promise.all(servers.map((server) => server.ready()));
      told = await askAs(kind, servers);
    });
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.close()));
      await rm(folder, { recursive: true });
    });

    const expected = expectedAnswers(kind);

    it('has every check', () => {
      expect(told.map(({ check }) => check).toSorted()).toEqual(Object.keys(expected).toSorted());
    });

    it.each(Object.entries(expected))('answers as it should: %s', (name, value) => {
      const { check: _, ...answer } = told.find(({ check }) => check === name) ?? {};
      expect(answer).toEqual({ value });
    });
  },
);
