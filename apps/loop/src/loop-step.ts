/** Runs the steps of the loop one after the other: one line each, and a failure stops it with its exit code. */

import { exitCodes, WaymarkError } from '@waymark/contracts';

export interface LoopStep {
  /** What happens, in the present tense. */
  readonly title: string;
  /** Does it, asserts it, and returns what was seen, in a few words. */
  run(): Promise<string>;
}

/** A command of the loop that ended otherwise than it should. */
export class LoopFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.bug) {
    super(message);
    this.name = 'LoopFailure';
    this.exitCode = exitCode;
  }
}

/** Throws a `LoopFailure` unless `holds`. */
export function assertThat(holds: boolean, message: string): asserts holds {
  if (!holds) throw new LoopFailure(message);
}

/** Runs all steps; returns the exit code. `print` gets whole lines. */
export async function runSteps(steps: readonly LoopStep[], print: (line: string) => void): Promise<number> {
  const width = String(steps.length).length;
  for (const [i, { title, run }] of steps.entries()) {
    const label = `[${String(i + 1).padStart(width)}/${steps.length}] ${title}`;
    const startedAt = performance.now();
    try {
      const seen = await run();
      print(`ok   ${label}: ${seen} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    } catch (error) {
      print(`FAIL ${label}: ${error instanceof Error ? error.message : String(error)}`);
      return exitCodeOf(error);
    }
  }
  return exitCodes.done;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof LoopFailure) return error.exitCode;
  return error instanceof WaymarkError ? exitCodes[error.kind] : exitCodes.bug;
}
