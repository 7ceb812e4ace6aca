/** The server under fuzzing, in this process, with the paths of every cloud, and what must hold of it as a whole. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { JsonlPredictionSink } from '../log/jsonl-prediction-sink.js';
import { createBareServer, createModelServer, type ModelServer } from '../server.js';
import { defaultLimits, type ModelServerOptions } from '../server-options.js';
import { putFile } from '../testing/bare-models.js';
import { registryWith, tinyBundle } from '../testing/tiny-model.js';
import { bareFiles } from './bare-requests.js';
import { isCanaryIn } from './check-answer.js';

/** A bundle of the tiny model, or ONNX files alone. */
export type FuzzedModels = 'bundle' | 'bare';

type Listening = Pick<ModelServerOptions, 'host' | 'port' | 'drainGraceMs' | 'logStream'>;

export interface FuzzServer {
  readonly port: number;
  /** What is wrong with the server's health; empty when it is well. */
  healthProblems(): Promise<readonly string[]>;
  /** After a garbage collection. */
  heapBytes(): number;
  /** Ends it. @returns What is wrong with what it leaves: log lines, connections, worker, metrics. */
  end(modelFailures: number): Promise<readonly string[]>;
}

export async function startFuzzServer(models: FuzzedModels): Promise<FuzzServer> {
  const home = await mkdtemp(join(tmpdir(), 'waymark-fuzz-'));
  const logLines: string[] = [];
  const listening = {
    ...{ host: '127.0.0.1', port: 0, drainGraceMs: 0 },
    logStream: { write: (line: string) => void logLines.push(line) },
  };
  const server = await (models === 'bare' ? startBare(home, listening) : startKit(home, listening));
  await server.ready();
  return {
    port: Number(new URL(server.address).port),
    healthProblems: () => healthProblems(server),
    heapBytes,
    async end(modelFailures) {
      const problems = [
        ...(await healthProblems(server)),
        ...(await metricProblems(server)),
        ...(await connectionProblems(server)),
        ...logProblems(logLines, modelFailures),
      ];
      if (server.status().workers.restarts > 0) problems.push('the worker must not end');
      await server.close();
      await rm(home, { recursive: true });
      return problems;
    },
  };
}

async function startKit(home: string, listening: Listening): Promise<ModelServer> {
  return createModelServer({
    ...listening,
    registry: await registryWith(home, await tinyBundle(1)),
    models: ['tiny'],
    sink: new JsonlPredictionSink(join(home, 'predictions')),
    clouds: {
      sageMakerMultiModel: true,
      vertexAi: { healthRoute: '/healthy', predictRoute: '/vertex' },
      azureMl: true,
    },
  });
}

async function startBare(home: string, listening: Listening): Promise<ModelServer> {
  for (const [path, content] of Object.entries(bareFiles)) await putFile(home, path, content);
  const { maxBodyBytes } = defaultLimits;
  return createBareServer({ ...listening, folder: home, defaultModel: 'tiny', limits: { maxBodyBytes } });
}

async function healthProblems({ address }: ModelServer): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const path of ['/v2/health/live', '/v2/health/ready']) {
    const { status } = await fetch(`${address}${path}`, { headers: { connection: 'close' } });
    if (status !== 200) problems.push(`${path} must answer 200, got ${status}`);
  }
  return problems;
}

/** Routes, methods and statuses are few: whatever clients send, there are not more series. */
const mostMetricLines = 4_000;

async function metricProblems({ address }: ModelServer): Promise<readonly string[]> {
  const text = await (await fetch(`${address}/metrics`, { headers: { connection: 'close' } })).text();
  const lines = text.split('\n').length;
  const problems = isCanaryIn(text) ? ['the metrics repeat what was sent'] : [];
  return lines > mostMetricLines ? [...problems, `the metrics have ${lines} lines`] : problems;
}

/** Polls for a second: closing takes a moment. */
async function connectionProblems({ app }: ModelServer): Promise<readonly string[]> {
  let open = 0;
  for (let tries = 0; tries < 100; tries++) {
    open = await new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)));
    if (open === 0) return [];
    await delay(10);
  }
  return [`all connections must be closed, ${open} are open`];
}

function logProblems(lines: readonly string[], modelFailures: number): readonly string[] {
  // The id that a client gives its request is there to be found in the log.
  const repeating = lines.filter((line) => isCanaryIn(line.replace(/"requestId":"[^"]*"/, '')));
  const errors = lines.filter((line) => /"level":[56]0/.test(line));
  const ofModel = errors.filter((line) => line.includes('INFERENCE_FAILED'));
  return [
    ...repeating.slice(0, 5).map((line) => `the log repeats what was sent: ${line.slice(0, 500)}`),
    ...errors
      .filter((line) => !ofModel.includes(line))
      .map((line) => `the log has an error: ${line.slice(0, 500)}`),
    ...(ofModel.length === modelFailures
      ? []
      : [`${modelFailures} answers blame the model, and ${ofModel.length} log lines`]),
  ];
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  // What the flag defines in contexts that are made after it.
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  // Without buffers: when those are freed is the allocator's to say.
  return process.memoryUsage().heapUsed;
}
