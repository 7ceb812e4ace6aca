/** From a version in the registry to one that may take traffic: hashes, session, golden rows. All or nothing. */

import type { ModelRegistry, ModelVersion, WaymarkError } from '@waymark/contracts';
import { openBundle } from '@waymark/registry';
import type { InferenceEngine } from '../engine/inference-engine.js';
import { modelRefused } from './errors.js';
import { contractOf } from './model-contract.js';
import { replayGoldenRows } from './replay-golden-rows.js';
import { retriedAfterCrash } from './retried-after-crash.js';
import { ServedModel } from './served-model.js';

export interface VersionLoader {
  readonly registry: ModelRegistry;
  readonly engine: InferenceEngine;
  /** A key for the next session, never given twice. */
  readonly nextSessionKey: () => number;
}

/**
 * Loads a version beside those that serve.
 * @throws `MODEL_REFUSED` with the reason; the engine is as before then.
 */
export async function loadVersion(entry: ModelVersion, loader: VersionLoader): Promise<ServedModel> {
  try {
    return await retriedAfterCrash(() => loadOnce(entry, loader));
  } catch (error) {
    throw refusal(entry, error);
  }
}

async function loadOnce(entry: ModelVersion, loader: VersionLoader): Promise<ServedModel> {
  const { registry, engine } = loader;
  const { model, version, manifestSha256 } = entry;
  const folder = await registry.bundleFolder(model, version);
  const bundle = await openBundle(folder, { expectedManifestSha256: manifestSha256 });
  const contract = contractOf(bundle.manifest);
  const key = loader.nextSessionKey();
  const unload = () => void engine.unload(key).catch(() => {});
  await engine.load({ key, model: bundle.model, inputs: contract.inputLayouts, outputs: contract.outputs });
  try {
    await replayGoldenRows(engine, contract, { ...bundle.golden, sessionKey: key });
  } catch (error) {
    unload();
    throw error;
  }
  const { manifest } = bundle;
  return new ServedModel({
    ...{ model, version, manifest, manifestSha256, contract },
    bundleFolder: folder,
    exampleRequest: bundle.exampleRequest,
    sessionKey: key,
    onReleased: unload,
  });
}

function refusal({ model, version }: ModelVersion, error: unknown): WaymarkError {
  return modelRefused(model, version, error instanceof Error ? error : new Error(String(error)));
}
