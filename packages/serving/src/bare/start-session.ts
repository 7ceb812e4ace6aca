/**
 * From the bytes of an ONNX file to a session that may be asked: loaded, asked what it takes and gives, and run with
 * made-up input in each of its processes, so that the first request finds everything warm.
 */

import { WaymarkError } from '@waymark/contracts';
import type { BatchRunner, SessionSource } from '../engine/inference-process.js';
import type { IsolatingEngine } from '../engine/isolating-engine.js';
import { elementBytes, type NamedTensor, sizeOf } from '../engine/named-tensor.js';
import { packNamedTensors, unpackNamedTensors } from '../engine/tensor-batch.js';
import type { GraphSignature } from '../engine/tensor-run.js';
import type { ModelFiles } from './external-files.js';
import type { ModelConfig } from './model-config.js';
import { type Signature, signatureOf } from './signature.js';

export interface StartedSession {
  readonly key: number;
  readonly signature: Signature;
}

export interface SessionStart {
  readonly engine: IsolatingEngine;
  /** A key for the next session, never given twice. */
  readonly nextSessionKey: () => number;
  /** Processes of its own; undefined shares those of all models. */
  readonly workers?: number;
}

/** @throws `BARE_MODEL_REFUSED` where graph and configuration differ, and what the engine throws; it is as before then. */
export async function startSession(
  { bytes, externalData }: ModelFiles,
  config: ModelConfig,
  { engine, nextSessionKey, workers }: SessionStart,
): Promise<StartedSession> {
  const key = nextSessionKey();
  const session: SessionSource = { key, model: bytes, inputs: [], outputs: [], isBare: true, externalData };
  await (workers === undefined ? engine.load(session) : engine.loadApart(session, workers));
  try {
    const signature = signatureOf(await askSignature(engine, key), config);
    return {
      key,
      signature: await provenSignature(signature, { engine, key, runs: workers ?? engine.size }),
    };
  } catch (error) {
    void engine.unload(key).catch(() => {});
    throw error;
  }
}

async function askSignature(engine: BatchRunner, key: number): Promise<GraphSignature> {
  const { batch } = await engine.run(key, packNamedTensors([], 0));
  // Written by `tensor-run.ts` of this very package.
  return JSON.parse(batch.strings[0] ?? '{}') as GraphSignature;
}

interface WarmUp {
  readonly engine: BatchRunner;
  readonly key: number;
  /** At the same time: each goes to another worker. */
  readonly runs: number;
}

/**
 * Warms up every worker, and takes the batch's dimension for one only where outputs follow it. Two rows of zeros may be
 * less than a graph needs: what fails on made-up input may still serve.
 */
async function provenSignature(signature: Signature, { engine, key, runs }: WarmUp): Promise<Signature> {
  const run = async (rows: number) => {
    const { batch } = await engine.run(key, packNamedTensors(syntheticInputs(signature, rows), rows));
    return unpackNamedTensors({ ...batch, tensors: batch.tensors ?? [] });
  };
  const warmUps = await Promise.allSettled(Array.from({ length: runs }, () => run(1)));
  const failures = warmUps.flatMap((warmUp) => (warmUp.status === 'rejected' ? [warmUp.reason] : []));
  for (const failure of failures) if (!isFailedRun(failure)) throw failure;
  if (!signature.hasBatch || failures.length > 0) return signature;
  const outputs = await run(2).catch((error): readonly NamedTensor[] => {
    if (isFailedRun(error)) return [];
    throw error;
  });
  const hasBatch = outputs.length > 0 && outputs.every(({ shape }) => shape[0] === 2);
  return { ...signature, hasBatch };
}

/** Whether onnxruntime refused the input; anything else is the end of a process. */
function isFailedRun(error: unknown): boolean {
  return error instanceof WaymarkError && error.code === 'INFERENCE_FAILED';
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
