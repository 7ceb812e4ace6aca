/** A real server on a free port for each test, with a real worker and a real registry; closed when the test ends. */

import { join } from 'node:path';
import type { BundleContents, FileModelRegistry } from '@waymark/registry';
import { onTestFinished } from 'vitest';
import { JsonlPredictionSink } from '../log/jsonl-prediction-sink.js';
import type { JsonlPredictionSinkOptions } from '../log/jsonl-sink-options.js';
import { createModelServer, type ModelServer } from '../server.js';
import type { ModelServerOptions } from '../server-options.js';
import { temporaryFolder } from './temporary-folder.js';
import { registryWith, tinyBundle } from './tiny-model.js';

export interface RunningServer {
  readonly server: ModelServer;
  readonly registry: FileModelRegistry;
  readonly home: string;
  readonly logFolder: string;
  readonly logLines: readonly string[];
}

export interface StartOptions {
  /** Default: model 1 as version 1. */
  readonly bundles?: readonly BundleContents[];
  readonly sink?: JsonlPredictionSinkOptions;
  readonly server?: Partial<ModelServerOptions>;
  /** A home that another server of this test used. */
  readonly home?: string;
}

/** Starts and waits until the model takes traffic. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const running = await startWithoutWaiting(options);
  await running.server.ready();
  return running;
}

export async function startWithoutWaiting({
  bundles,
  sink,
  server: serverOptions,
  home: givenHome,
}: StartOptions = {}): Promise<RunningServer> {
  const home = givenHome ?? (await temporaryFolder());
  const registry = await registryWith(home, ...(bundles ?? [await tinyBundle(1)]));
  const logFolder = join(home, 'predictions');
  const logLines: string[] = [];
  const server = await createModelServer({
    registry,
    models: ['tiny'],
    sink: new JsonlPredictionSink(logFolder, sink),
    logFolder,
    host: '127.0.0.1',
    port: 0,
    pollIntervalMs: 10,
    drainGraceMs: 10,
    logStream: { write: (line) => void logLines.push(line) },
    ...serverOptions,
  });
  onTestFinished(() => server.close());
  return { server, registry, home, logFolder, logLines };
}
