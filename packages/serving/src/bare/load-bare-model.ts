/**
 * From an ONNX file to a version that may take traffic. All or nothing. While others serve, a version goes through all of
 * it in a process of its own first: one that hangs or crashes never meets theirs.
 */

import { WaymarkError } from '@waymark/contracts';
import { retriedAfterCrash } from '../host/retried-after-crash.js';
import { BareModel } from './bare-model.js';
import { bareModelRefused } from './errors.js';
import { type ModelFiles, readModelFiles } from './external-files.js';
import type { FoundModel, FoundVersion } from './models-folder.js';
import { type SessionStart, startSession } from './start-session.js';

export interface BareLoader extends Omit<SessionStart, 'workers'> {
  readonly maxBatchRows: number;
  /** Whether a version that is loaded now must show in a process of its own that it is good. */
  readonly isProvenFirst: () => boolean;
}

/**
 * Loads a version beside those that serve; `previous`, where its file and its configuration are the same.
 * @throws `BARE_MODEL_REFUSED` with the reason; the engine is as before then.
 */
export async function loadBareModel(
  found: FoundModel,
  { version, file, locations }: FoundVersion,
  { previous, ...loader }: BareLoader & { readonly previous: BareModel | undefined },
): Promise<BareModel> {
  try {
    const files = await readModelFiles(file, locations);
    const isSame = previous?.manifestSha256 === files.sha256 && previous.settings === settingsOf(found);
    // A file that was only touched, or another version's that changed. With external data a worker that started anew
    // meanwhile has no session of it.
    if (isSame && files.externalData === undefined) return previous;
    const read = { found, version, files };
    if (loader.isProvenFirst()) await prove(read, loader);
    // Where a worker died, this version or a neighbour did it: alone, it shows which.
    return await retriedAfterCrash(
      () => start(read, loader),
      () => prove(read, loader),
    );
  } catch (error) {
    throw refusal(error instanceof Error ? error : new Error(String(error)));
  }
}

interface ReadVersion {
  readonly found: FoundModel;
  readonly version: number;
  readonly files: ModelFiles;
}

function settingsOf({ config, labels }: FoundModel): string {
  return JSON.stringify([config, [...labels]]);
}

async function prove({ found, files }: ReadVersion, loader: BareLoader): Promise<void> {
  const { key } = await startSession(files, found.config, { ...loader, workers: 1 });
  await loader.engine.unload(key);
}

async function start({ found, version, files }: ReadVersion, loader: BareLoader): Promise<BareModel> {
  const { name, config, labels } = found;
  const { key, signature } = await startSession(files, config, loader);
  const isLimited = signature.hasBatch && config.maxBatchSize !== undefined;
  return new BareModel({
    ...{ model: name, version, sha256: files.sha256, signature, labels, isLimited },
    maxBatchRows: isLimited ? (config.maxBatchSize ?? 1) : loader.maxBatchRows,
    settings: settingsOf(found),
    sessionKey: key,
    onReleased: () => void loader.engine.unload(key).catch(() => {}),
  });
}

function refusal(error: Error): WaymarkError {
  if (error instanceof WaymarkError && error.code === 'BARE_MODEL_REFUSED') return error;
  return bareModelRefused([reasonOf(error)], error);
}

/** Of onnx.proto, `TensorProto.DataType`: those that onnxruntime's tensors in Node.js cannot be. */
const otherTypes: Readonly<Partial<Record<string, string>>> = {
  ...{ 14: 'COMPLEX64', 15: 'COMPLEX128', 16: 'BF16' },
  ...{ 17: 'FLOAT8E4M3FN', 18: 'FLOAT8E4M3FNUZ', 19: 'FLOAT8E5M2', 20: 'FLOAT8E5M2FNUZ' },
  ...{ 21: 'UINT4', 22: 'INT4' },
};

/** What onnxruntime says of an empty file, and of bytes that are no whole model. */
const noModel = /Model data pointer is null|protobuf parsing failed|No graph was found/;

function reasonOf(error: Error & { readonly code?: unknown }): string {
  const { code, message, cause } = error;
  if (code === 'ENOENT') return 'its ONNX file is missing';
  if (code === 'WORKER_CRASHED')
    return `onnxruntime must load it and run it with zeros, and the process ended meanwhile (${cause}): export the model anew, or with other operators`;
  if (noModel.test(message))
    return 'its ONNX file must hold a whole ONNX model, and is empty, cut off or another kind of file (such as a pointer of Git LFS): copy or export it again, and compare the sizes';
  const type = otherTypes[/Unsupported data type: (\d+)/.exec(message)?.[1] ?? ''];
  return type === undefined
    ? message
    : `its inputs and outputs must be of other types than ${type}, which onnxruntime has no tensors of in Node.js; export the model with a Cast from or to FP32 at its border, inside it may be of that type`;
}
