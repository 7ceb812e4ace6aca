/**
 * How long the runs of a model take, without the way to it: the median over runs of rows that are made up of missing
 * values. The first runs are left out, in which onnxruntime plans its memory and JavaScript is compiled.
 */

import { packRequests } from './batch-codec.js';
import type { BatchRunner } from './inference-process.js';
import type { SessionLayout } from './worker-messages.js';

const warmUpRuns = 20;
const measuredRuns = 31;
/** A model that is slow is measured by fewer runs: it must not hold up the start. */
const mostMs = 200;

/** In milliseconds. @throws What a run throws: a model may fail on such rows. */
export async function medianRun(
  runner: BatchRunner,
  { key, inputs }: SessionLayout,
  rows: number,
): Promise<number> {
  const width = inputs.reduce((sum, input) => sum + input.width, 0);
  const batch = packRequests(inputs, [{ rows, cells: new Array<null>(rows * width).fill(null) }]);
  const times: number[] = [];
  let totalMs = 0;
  while (times.length < warmUpRuns + measuredRuns && totalMs < mostMs) {
    const { computeMs } = await runner.run(key, batch);
    totalMs += computeMs;
    times.push(computeMs);
  }
  const measured = times.slice(times.length > warmUpRuns ? warmUpRuns : 0).sort((a, b) => a - b);
  return measured[Math.floor(measured.length / 2)] ?? Number.POSITIVE_INFINITY;
}
