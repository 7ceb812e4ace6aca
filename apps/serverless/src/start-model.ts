/** From a bundle in a folder to what answers requests: the model server's own parts, with the model in this process. */

import type { PredictionSink } from '@waymark/contracts';
import { openBundle } from '@waymark/registry';
import { createModelHandler, JsonlPredictionSink, type ModelHandler } from '@waymark/serving';
import { BundleRegistry } from './bundle-registry.js';
import type { FunctionConfig } from './config.js';

/** The longest that a timer can wait: a bundle that was deployed does not change. */
const never = 2 ** 31 - 1;

/** @throws What opening the bundle and the log throws, and `MODEL_REFUSED` where its golden rows come out otherwise. */
export async function startModel(config: FunctionConfig): Promise<ModelHandler> {
  const { bundleFolder, logFolder, apiKeysFile, logLevel } = config;
  const bundle = await openBundle(bundleFolder);
  const sink = logFolder === undefined ? nowhere : await openLog(logFolder);
  return createModelHandler({
    registry: new BundleRegistry(bundle),
    models: [bundle.manifest.name],
    // One instance answers one request at a time: a process of its own for the model would only take time to start.
    engine: 'inline',
    sink,
    ...(apiKeysFile === undefined ? {} : { security: { apiKeysFile } }),
    pollIntervalMs: never,
    logLevel,
  });
}

async function openLog(folder: string): Promise<PredictionSink> {
  const sink = new JsonlPredictionSink(folder);
  await sink.open();
  return sink;
}

const nowhere: PredictionSink = {
  write() {},
  async flush() {},
  async close() {},
};
