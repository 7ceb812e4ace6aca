/**
 * From an ONNX file to a version that may take traffic: session, signature, labels, and a run with made-up input in each
 * worker, so that the first request finds everything warm. All or nothing.
 */

import { WaymarkError } from '@waymark/contracts';
import type { BatchRunner, SessionSource } from '../engine/inference-process.js';
import {
  elementBytes,
  type NamedTensor,
  packNamedTensors,
  sizeOf,
  unpackNamedTensors,
} from '../engine/tensor-batch.js';
import type { GraphSignature } from '../engine/tensor-run.js';
import { retriedAfterCrash } from '../host/retried-after-crash.js';
import { BareModel } from './bare-model.js';
import { bareModelRefused } from './errors.js';
import { type ModelFiles, readModelFiles } from './external-files.js';
import type { FoundModel, FoundVersion } from './models-folder.js';
import { type Signature, signatureOf } from './signature.js';

/** What loading needs of the engine. */
export interface SessionEngine extends BatchRunner {
  readonly size: number;
  load(session: SessionSource): Promise<void>;
  unload(key: number): Promise<void>;
}

export interface BareLoader {
  readonly engine: SessionEngine;
  readonly maxBatchRows: number;
  /** A key for the next session, never given twice. */
  readonly nextSessionKey: () => number;
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
    return await retriedAfterCrash(() => loadOnce(found, { ...files, version }, loader));
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'BARE_MODEL_REFUSED') throw error;
    throw bareModelRefused([reasonOf(error)]);
  }
}

interface VersionFiles extends ModelFiles {
  readonly version: number;
}

function settingsOf({ config, labels }: FoundModel): string {
  return JSON.stringify([config, [...labels]]);
}

async function loadOnce(
  found: FoundModel,
  { version, bytes, sha256, externalData }: VersionFiles,
  { engine, maxBatchRows, nextSessionKey }: BareLoader,
): Promise<BareModel> {
  const { name, config, labels } = found;
  const key = nextSessionKey();
  const unload = () => void engine.unload(key).catch(() => {});
  await engine.load({ key, model: bytes, inputs: [], outputs: [], isBare: true, externalData });
  try {
    const signature = await provenSignature(
      signatureOf(await askSignature(engine, key), config),
      engine,
      key,
    );
    const isLimited = signature.hasBatch && config.maxBatchSize !== undefined;
    return new BareModel({
      ...{ model: name, version, sha256, signature, labels, isLimited },
      maxBatchRows: isLimited ? (config.maxBatchSize ?? 1) : maxBatchRows,
      settings: settingsOf(found),
      sessionKey: key,
      onReleased: unload,
    });
  } catch (error) {
    unload();
    throw error;
  }
}

async function askSignature(engine: BatchRunner, key: number): Promise<GraphSignature> {
  const { batch } = await engine.run(key, packNamedTensors([], 0));
  // Written by `tensor-run.ts` of this very package.
  return JSON.parse(batch.strings[0] ?? '{}') as GraphSignature;
}

/**
 * Warms up every worker, and takes the batch's dimension for one only where outputs follow it. Two rows of zeros may be
 * less than a graph needs: what fails on made-up input may still serve.
 */
async function provenSignature(signature: Signature, engine: SessionEngine, key: number): Promise<Signature> {
  const run = async (rows: number) => {
    const { batch } = await engine.run(key, packNamedTensors(syntheticInputs(signature, rows), rows));
    return unpackNamedTensors({ ...batch, tensors: batch.tensors ?? [] });
  };
  // At the same time: each goes to another worker.
  const warmUps = await Promise.allSettled(Array.from({ length: engine.size }, () => run(1)));
  const failures = warmUps.flatMap((warmUp) => (warmUp.status === 'rejected' ? [warmUp.reason] : []));
  for (const failure of failures)
    if (!(failure instanceof WaymarkError && failure.code === 'INFERENCE_FAILED')) throw failure;
  if (!signature.hasBatch || failures.length > 0) return signature;
  const outputs = await run(2).catch((): readonly NamedTensor[] => []);
  const hasBatch = outputs.length > 0 && outputs.every(({ shape }) => shape[0] === 2);
  return { ...signature, hasBatch };
}

/** Zeros and empty texts; open dimensions are 1. */
function syntheticInputs({ inputs, hasBatch }: Signature, rows: number): readonly NamedTensor[] {
  return inputs.map(({ name, datatype, dims }) => {
    const shape = dims.map((dim, i) => (dim !== -1 ? dim : i === 0 && hasBatch ? rows : 1));
    const size = sizeOf(shape);
    const data =
      datatype === 'BYTES' ? new Array<string>(size).fill('') : new Uint8Array(size * elementBytes[datatype]);
    return { name, datatype, shape, data };
  });
}

/** Of onnx.proto, `TensorProto.DataType`: those that onnxruntime's tensors in Node.js cannot be. */
const otherTypes: Readonly<Partial<Record<string, string>>> = {
  ...{ 14: 'COMPLEX64', 15: 'COMPLEX128', 16: 'BF16' },
  ...{ 17: 'FLOAT8E4M3FN', 18: 'FLOAT8E4M3FNUZ', 19: 'FLOAT8E5M2', 20: 'FLOAT8E5M2FNUZ' },
  ...{ 21: 'UINT4', 22: 'INT4' },
};

function reasonOf(error: unknown): string {
  const { code, message }: { readonly code?: unknown; readonly message: string } =
    error instanceof Error ? error : new Error(String(error));
  if (code === 'ENOENT') return 'its ONNX file is missing';
  const type = otherTypes[/Unsupported data type: (\d+)/.exec(message)?.[1] ?? ''];
  return type === undefined
    ? message
    : `its inputs and outputs must be of other types than ${type}, which onnxruntime has no tensors of in Node.js; export the model with a Cast from or to FP32 at its border, inside it may be of that type`;
}
