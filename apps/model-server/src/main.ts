/** `serve`: hosts the champions of the models that it is given, until it is told to stop. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, WaymarkError } from '@waymark/contracts';
import { FileModelRegistry, openBundle } from '@waymark/registry';
import { createModelServer, JsonlPredictionSink, type ModelServer } from '@waymark/serving';
import { readConfig, type ServerConfig } from './config.js';
import { type ReadyModel, renderReady } from './ready-text.js';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const folder = dirname(fileURLToPath(import.meta.url));
    const config = readConfig({ words: process.argv.slice(2), environment: process.env, folder });
    await serve(config);
    return exitCodes.done;
  } catch (error) {
    return reportError(error);
  }
}

/** Resolves when the server was told to stop and has drained. */
async function serve({ home, ...config }: ServerConfig): Promise<void> {
  const registry = new FileModelRegistry(home);
  const logFolder = join(home, 'predictions');
  const sink = new JsonlPredictionSink(logFolder, {
    onError: (error, counts) =>
      process.stderr.write(`warning: ${error.message} (${JSON.stringify(counts)})\n`),
  });
  // Signals count from the start: one that comes while the models load must not leave a worker behind.
  const stopped = stopSignal();
  const server = await createModelServer({
    ...{ ...config, registry, sink, logFolder },
    rollout: { folder: join(home, 'rollouts') },
    logStream: process.stderr,
  });
  try {
    const isReady = await Promise.race([server.ready().then(() => true), stopped.then(() => false)]);
    if (!isReady) return;
    const { address, grpcAddress } = server;
    process.stdout.write(renderReady(await readyModels(server), { address, grpcAddress, logFolder }));
    await stopped;
  } finally {
    await server.close();
  }
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
