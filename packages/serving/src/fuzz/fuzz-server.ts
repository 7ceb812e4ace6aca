/** The server under fuzzing, in this process, with the paths of every cloud, and what must hold of it as a whole. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { JsonlPredictionSink } from '../log/jsonl-prediction-sink.js';
import { createModelServer, type ModelServer } from '../server.js';
import { registryWith, tinyBundle } from '../testing/tiny-model.js';
import { isCanaryIn } from './check-answer.js';

export interface FuzzServer {
  readonly port: number;
  /** What is wrong with the server's health; empty when it is well. */
  healthProblems(): Promise<readonly string[]>;
  /** After a garbage collection. */
  heapBytes(): number;
  /** Ends it. @returns What is wrong with what it leaves: log lines, connections, worker, metrics. */
  end(modelFailures: number): Promise<readonly string[]>;
}

export async function startFuzzServer(): Promise<FuzzServer> {
  const home = await mkdtemp(join(tmpdir(), 'waymark-fuzz-'));
  const logLines: string[] = [];
  const logFolder = join(home, 'predictions');
  const server = await createModelServer({
    registry: await registryWith(home, await tinyBundle(1)),
    models: ['tiny'],
    sink: new JsonlPredictionSink(logFolder),
    host: '127.0.0.1',
    port: 0,
    drainGraceMs: 0,
    clouds: {
      sageMakerMultiModel: true,
      vertexAi: { healthRoute: '/healthy', predictRoute: '/vertex' },
      azureMl: true,
    },
    logStream: { write: (line) => void logLines.push(line) },
  });
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
  const repeating = lines.filter(isCanaryIn);
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
