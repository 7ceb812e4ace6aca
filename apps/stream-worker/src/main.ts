/** `stream`: scores the rows of a stream with a champion, until the stream ends or it is told to stop. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, WaymarkError } from '@waymark/contracts';
import { JsonlPredictionSink } from '@waymark/serving';
import { type RedisSource, readConfig, type WorkerConfig } from './config.js';
import { consumeStream } from './redis/consume-stream.js';
import { RedisQueue } from './redis/redis-queue.js';
import { stayConnected } from './redis/stay-connected.js';
import { RowScorer } from './row-scorer.js';
import { streamLines } from './stream-lines.js';

const workspaceRoot = join(dirname(fileURLToPath(import.meta.url)), '../../..');

process.exitCode = await main();
// What is left unread must not keep the process alive.
process.stdin.destroy();

async function main(): Promise<number> {
  // onnxruntime reports usage to its vendor unless told not to before it is loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  // A reader that goes away (`… | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  try {
    const words = process.argv.slice(2);
    await run(readConfig({ words, environment: process.env, workspaceRoot }));
    return exitCodes.done;
  } catch (error) {
    return reportError(error);
  }
}

async function run({ model, home, logLevel, source }: WorkerConfig): Promise<void> {
  const stop = stopSignal();
  const sink = new JsonlPredictionSink(join(home, 'predictions'), {
    onError: ({ message }, counts) => tell(`warning: ${message} (${JSON.stringify(counts)})`),
  });
  await sink.open();
  const scorer = await RowScorer.open({ home, model, sink, logLevel, logStream: process.stderr });
  try {
    if (source.kind === 'redis') await runRedis(source, scorer, stop);
    else await runLines(scorer, stop);
  } finally {
    await scorer.close();
  }
}

async function runLines(scorer: RowScorer, stop: AbortSignal): Promise<void> {
  const { lines, isCut } = await streamLines({
    ...{ input: process.stdin, output: process.stdout, scorer, stop },
  });
  if (isCut) tell(`warning: stopped inside of line ${lines + 1}, which was not scored`);
}

function runRedis(source: RedisSource, scorer: RowScorer, stop: AbortSignal): Promise<void> {
  const { claimAfterMs } = source;
  const consumer = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  return stayConnected({
    open: () => RedisQueue.open({ ...source, consumer }),
    work: (queue) => consumeStream(queue, { scorer, stop, claimAfterMs, now: () => performance.now() }),
    stop,
    onLost: (reason) => tell(`warning: the connection to Redis is lost, and tried again: ${reason}`),
  });
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Aborted by the first SIGTERM or SIGINT; later ones change nothing: what was read is answered, then it ends. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

function reportError(error: unknown): number {
  if (error instanceof WaymarkError) {
    tell(`error: ${error.message}`);
    return exitCodes[error.kind];
  }
  tell(
    `error: this is a defect in Waymark:\n${error instanceof Error ? (error.stack ?? error.message) : error}`,
  );
  return exitCodes.bug;
}
