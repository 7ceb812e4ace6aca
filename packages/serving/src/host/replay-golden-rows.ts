/**
 * The last check before a version takes traffic: its golden rows, run by the very session that would serve, must give
 * the outputs that the bundle froze.
 */

import type { GoldenRows } from '@waymark/contracts';
import { packRequests, unpackTensors } from '../engine/batch-codec.js';
import type { BatchRunner } from '../engine/inference-process.js';
import type { TensorData } from '../engine/tensor-layout.js';
import { goldenMismatch } from './errors.js';
import { type ModelContract, targetOf } from './model-contract.js';

/** onnxruntime on another machine may round the last bits of a float32 otherwise; 1e-6 is some 8 of its steps at 1. */
const tolerance = 1e-6;
const mostProblems = 5;

export interface GoldenReplay extends GoldenRows {
  readonly sessionKey: number;
  /** Runs at the same time, so that each process has one: the first run of a session is the slowest. */
  readonly runs: number;
}

/** @throws `GOLDEN_MISMATCH` with the rows that differ. */
export async function replayGoldenRows(
  runner: BatchRunner,
  contract: ModelContract,
  golden: GoldenReplay,
): Promise<void> {
  const runs = Array.from({ length: golden.runs }, () => replay(runner, contract, golden));
  // All of them end before anything is decided: who fails is unloaded.
  const failure = (await Promise.allSettled(runs)).find((run) => run.status === 'rejected');
  if (failure) throw failure.reason;
}

async function replay(runner: BatchRunner, contract: ModelContract, golden: GoldenReplay): Promise<void> {
  const target = targetOf(contract, golden.sessionKey);
  const cells = golden.rows.flatMap((row) => contract.inputs.map(({ name }) => row[name] ?? null));
  const request = { rows: golden.rows.length, cells };
  const { batch } = await runner.run(target.key, packRequests(target.inputs, [request]));
  const tensors = unpackTensors(target.outputs, batch);
  const problems = [
    ...labelProblems(golden, tensors[contract.labelOutput] ?? []),
    ...probabilityProblems(golden, tensors[contract.probabilitiesOutput] ?? []),
  ];
  if (problems.length > 0) throw goldenMismatch(shorten(problems));
}

function labelProblems({ expected, rows }: GoldenRows, labels: TensorData): readonly string[] {
  if (expected.label.length !== rows.length)
    return [`${rows.length} rows need as many labels, got ${expected.label.length}`];
  return expected.label.flatMap((label, row) =>
    label === labels[row] ? [] : [`row ${row} must be labelled ${label}, got ${labels[row]}`],
  );
}

function probabilityProblems({ expected, rows }: GoldenRows, probabilities: TensorData): readonly string[] {
  const flat = expected.probabilities.flat();
  if (flat.length !== probabilities.length)
    return [`${rows.length} rows need ${probabilities.length} probabilities, got ${flat.length}`];
  const width = flat.length / rows.length;
  return flat.flatMap((value, i) => {
    const difference = Math.abs(value - Number(probabilities[i]));
    // A NaN differs from everything: only what is surely near passes.
    if (difference <= tolerance) return [];
    return [`a probability of row ${Math.floor(i / width)} differs by ${difference.toExponential(1)}`];
  });
}

function shorten(problems: readonly string[]): readonly string[] {
  const rest = problems.length - mostProblems;
  return rest > 0 ? [...problems.slice(0, mostProblems), `and ${rest} more`] : problems;
}
