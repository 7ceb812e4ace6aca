/**
 * From a version in the registry to one that may take traffic: hashes, session, golden rows. All or nothing. While others
 * serve, a version goes through all of it in a process of its own first: one that hangs or crashes never meets theirs.
 */

import type { ModelRegistry, ModelVersion, WaymarkError } from '@waymark/contracts';
import { type Bundle, openBundle } from '@waymark/registry';
import type { SessionSource } from '../engine/inference-process.js';
import type { IsolatingEngine } from '../engine/isolating-engine.js';
import type { RequestRunner } from '../engine/row-batcher.js';
import { modelRefused } from './errors.js';
import { contractOf, type ModelContract } from './model-contract.js';
import { replayGoldenRows } from './replay-golden-rows.js';
import { retriedAfterCrash } from './retried-after-crash.js';
import { ServedModel } from './served-model.js';
import type { Turns } from './turns.js';

export interface VersionLoader {
  readonly registry: ModelRegistry;
  readonly engine: IsolatingEngine;
  /** A key for the next session, never given twice. */
  readonly nextSessionKey: () => number;
  /** Whether a version that is loaded now must show in a process of its own that it is good. */
  readonly isProvenFirst: () => boolean;
  /** One version does at a time, of whichever model: many processes at once may be more than the machine has room for. */
  readonly proofs: Turns;
}

/** Where a version that stands beside the champion runs. */
export interface OwnPlace {
  readonly workers: number;
  /** Its queue and its batches. */
  readonly runner: RequestRunner;
  /** Called once: when the version could not be loaded, or its last request is answered. */
  readonly onLeft: () => void;
}

/**
 * Loads a version beside those that serve.
 * @throws `MODEL_REFUSED` with the reason; the engine is as before then.
 */
export async function loadVersion(entry: ModelVersion, loader: VersionLoader): Promise<ServedModel> {
  try {
    const opened = await openVersion(entry, loader);
    if (loader.isProvenFirst()) await loader.proofs.next(() => prove(opened, loader));
    // Where a worker died, this version or a neighbour did it: alone, it shows which.
    return await retriedAfterCrash(
      () => start(opened, loader),
      () => loader.proofs.next(() => prove(opened, loader)),
    );
  } catch (error) {
    throw refusal(entry, error);
  }
}

/** The same in processes of its own, which end with the version. @throws As `loadVersion` does. */
export async function loadVersionApart(
  entry: ModelVersion,
  loader: VersionLoader,
  place: OwnPlace,
): Promise<ServedModel> {
  try {
    const opened = await openVersion(entry, loader);
    return await retriedAfterCrash(() => start(opened, loader, place));
  } catch (error) {
    place.onLeft();
    throw refusal(entry, error);
  }
}

interface OpenedVersion {
  readonly entry: ModelVersion;
  readonly bundle: Bundle;
  readonly contract: ModelContract;
}

async function openVersion(entry: ModelVersion, { registry }: VersionLoader): Promise<OpenedVersion> {
  const { model, version, manifestSha256 } = entry;
  const folder = await registry.bundleFolder(model, version);
  const bundle = await openBundle(folder, { expectedManifestSha256: manifestSha256 });
  return { entry, bundle, contract: contractOf(bundle.manifest) };
}

async function prove(opened: OpenedVersion, loader: VersionLoader): Promise<void> {
  const key = await startSession(opened, loader, 1);
  await loader.engine.unload(key);
}

async function start(opened: OpenedVersion, loader: VersionLoader, place?: OwnPlace): Promise<ServedModel> {
  const { entry, bundle, contract } = opened;
  const { model, version, manifestSha256 } = entry;
  const key = await startSession(opened, loader, place?.workers);
  return new ServedModel({
    ...{ model, version, manifest: bundle.manifest, manifestSha256, contract },
    bundleFolder: bundle.folder,
    exampleRequest: bundle.exampleRequest,
    sessionKey: key,
    runner: place?.runner,
    onReleased: () => {
      unload(key, loader);
      place?.onLeft();
    },
  });
}

/** Loads the graph and replays its golden rows; returns the session's key. @param workers Its own; undefined shares. */
async function startSession(
  { bundle, contract }: OpenedVersion,
  loader: VersionLoader,
  workers?: number,
): Promise<number> {
  const { engine } = loader;
  const key = loader.nextSessionKey();
  const { inputLayouts: inputs, outputs } = contract;
  const session: SessionSource = { key, model: bundle.model, inputs, outputs };
  await (workers === undefined ? engine.load(session) : engine.loadApart(session, workers));
  try {
    const runs = workers ?? engine.size;
    await replayGoldenRows(engine, contract, { ...bundle.golden, sessionKey: key, runs });
    return key;
  } catch (error) {
    unload(key, loader);
    throw error;
  }
}

function unload(key: number, { engine }: VersionLoader): void {
  void engine.unload(key).catch(() => {});
}

function refusal({ model, version }: ModelVersion, error: unknown): WaymarkError {
  return modelRefused(model, version, error instanceof Error ? error : new Error(String(error)));
}
