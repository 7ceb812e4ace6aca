/** `serve`: hosts the champions of the models that it is given, until it is told to stop. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, WaymarkError } from '@waymark/contracts';
import { openBundle } from '@waymark/registry';
import { createBareServer, createModelServer, type ModelServer } from '@waymark/serving';
import { readConfig, type ServerConfig } from './config.js';
import { openSinks } from './log-config.js';
import { openModelRegistry } from './model-registry.js';
import { renderReadyFolder } from './ready-folder.js';
import { type ReadyModel, renderReady } from './ready-text.js';
import { terminalLog } from './terminal-log.js';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const folder = dirname(fileURLToPath(import.meta.url));
    // Before the server may load onnxruntime into this process, which WAYMARK_ENGINE can ask for.
    process.env.ORT_DISABLE_TELEMETRY = '1';
    const config = readConfig({ words: process.argv.slice(2), environment: process.env, folder });
    await (config.modelsFolder === undefined ? serve(config) : serveFolder(config, config.modelsFolder));
    return exitCodes.done;
  } catch (error) {
    return reportError(error);
  }
}

/** Resolves when the server was told to stop and has drained. */
async function serve({ home, predictions, tracing: spans, ...config }: ServerConfig): Promise<void> {
  const registry = await openModelRegistry({ home, environment: process.env, warn });
  const logFolder = join(home, 'predictions');
  const sinks = openSinks(logFolder, predictions, warn);
  await sinks.sink.open();
  // Signals count from the start: one that comes while the models load must not leave a worker behind.
  const stopped = stopSignal();
  const tracing = await openSpans(spans);
  const server = await createModelServer({
    ...{ ...config, ...registry, ...sinks, logFolder },
    rollout: { folder: join(home, 'rollouts') },
    ...(tracing ? { tracer: tracing.tracer } : {}),
    logStream: terminalLog(process.stderr),
  });
  const { address, grpcAddress } = server;
  const places = { address, grpcAddress, logFolder, security: config.security };
  const readyText = async () => renderReady(await readyModels(server), places);
  await untilStopped({ server, tracing, stopped, readyText });
}

/** The same for the ONNX files of a folder: without a registry and without a prediction log. */
async function serveFolder({ tracing: spans, ...config }: ServerConfig, folder: string): Promise<void> {
  const stopped = stopSignal();
  const tracing = await openSpans(spans);
  const server = await createBareServer({
    ...{ ...config, folder, logStream: terminalLog(process.stderr) },
    ...(tracing ? { tracer: tracing.tracer } : {}),
  });
  const { address, grpcAddress } = server;
  const places = { address, grpcAddress, security: config.security };
  const readyText = async () => renderReadyFolder(server.status().models, places);
  await untilStopped({ server, tracing, stopped, readyText });
}

/** Loaded when it is used: its libraries take 100 ms. */
async function openSpans(spans: ServerConfig['tracing']) {
  return spans && (await import('./tracing.js')).openTracing(spans, warn);
}

interface Serving {
  readonly server: ModelServer;
  readonly tracing: { close(): Promise<void> } | undefined;
  readonly stopped: Promise<void>;
  readonly readyText: () => Promise<string>;
}

async function untilStopped({ server, tracing, stopped, readyText }: Serving): Promise<void> {
  try {
    const isReady = await Promise.race([server.ready().then(() => true), stopped.then(() => false)]);
    if (!isReady) return;
    process.stdout.write(await readyText());
    await stopped;
  } finally {
    await server.close();
    await tracing?.close();
  }
}

function warn(text: string): void {
  process.stderr.write(`warning: ${text}\n`);
}

/** The first SIGTERM or SIGINT; later ones change nothing: draining ends by itself in less than 10 s. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

async function readyModels(server: ModelServer): Promise<readonly ReadyModel[]> {
  const served = server.status().models.flatMap(({ serving }) => (serving ? [serving] : []));
  return Promise.all(
    served.map(async ({ version, bundleFolder, manifestSha256 }) => ({
      version,
      bundle: await openBundle(bundleFolder, { expectedManifestSha256: manifestSha256 }),
    })),
  );
}

function reportError(error: unknown): number {
  if (error instanceof WaymarkError) {
    process.stderr.write(`error: ${error.message}\n`);
    return exitCodes[error.kind];
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`error: this is a defect in Waymark:\n${text}\n`);
  return exitCodes.bug;
}
