/**
 * The closed circle on simulated customers, offline:
 *
 *   train -> gate -> register -> serve -> ordinary traffic: ok -> price rise: drift -> late labels
 *                                  ^                                                      |
 *                                  +-- promote <- champion against challenger <- retrain -+
 *
 * and back again by a rollback. Each step asserts what it claims; the commands are those that a person would type.
 */

import { newLoopState } from './loop-state.js';
import { runSteps } from './loop-step.js';
import { driftSteps } from './steps/drift.js';
import { renewSteps } from './steps/renew.js';
import { startSteps } from './steps/start.js';

/** Runs the loop in `folder` (empty at first) and returns its exit code. `print` gets whole lines. */
export async function runClosedLoop(folder: string, print: (line: string) => void): Promise<number> {
  const state = newLoopState(folder);
  try {
    return await runSteps([...startSteps(state), ...driftSteps(state), ...renewSteps(state)], print);
  } finally {
    await state.prober?.stop();
    await state.server?.stop();
  }
}
