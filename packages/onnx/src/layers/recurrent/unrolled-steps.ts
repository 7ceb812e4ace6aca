/**
 * A recurrence written out step by step: what each step makes of its part of the input and of the states before it.
 * Leaves loops out (Scan, Loop): the graph has no subgraphs, so every length has a graph of its own.
 */

import type { Value } from '../../graph/graph.js';
import type { GraphBuilder } from '../../graph/graph-builder.js';
import { integersConstant } from '../layer-converter.js';

/** The most steps that are written out; beyond it a graph takes longer to load than to run. */
export const longestUnrolled = 128;

/** Why a sequence of that many steps cannot be written out; undefined when it can. */
export function refuseUnrolling(steps: number | null | undefined): string | undefined {
  if (steps == null) return 'its sequences have no known length; give a length to the input';
  return steps > longestUnrolled
    ? `its sequences have ${steps} steps; at most ${longestUnrolled} can be written out`
    : undefined;
}

export interface StepsOptions {
  /** Along which the steps lie; its length is known. */
  readonly timeAxis: number;
  readonly backwards: boolean;
  /** bool: whether a step counts; where it does not, the states stay as they are. Default: all count. */
  readonly countedAt?: ((position: StepPosition) => Value) | undefined;
  /** Each of length 1 along the time, as a step is; a batch of 1 stands for any. */
  readonly initialStates: readonly Value[];
  /** Gives the next states for a step, of length 1 along the time, and the states before it; the first state is the output. */
  readonly appendStep: (step: Value, states: readonly Value[]) => readonly Value[];
}

export interface StepPosition {
  /** The step's place in the sequence. */
  readonly time: number;
  /** How many steps come before it in the direction of the recurrence. */
  readonly taken: number;
}

export interface StepsOutputs {
  /** Those of all steps, in the order of time in either direction. */
  readonly outputs: Value;
  /** The last ones, each of length 1 along the time. */
  readonly states: readonly Value[];
}

export function appendSteps(
  builder: GraphBuilder,
  input: Value,
  { timeAxis, backwards, countedAt, initialStates, appendStep }: StepsOptions,
): StepsOutputs {
  const count = Number(input.shape[timeAxis]);
  const ones = integersConstant(
    builder,
    Array.from({ length: count }, () => 1),
  );
  const steps = builder.addAll('Split', [input, ones], { axis: timeAxis });
  const outputs: Value[] = [];
  let states = initialStates;
  for (const [taken, step] of (backwards ? [...steps].reverse() : steps).entries()) {
    const next = appendStep(step, states);
    const isCounted = countedAt?.({ time: backwards ? count - 1 - taken : taken, taken });
    states = isCounted ? appendChosen(builder, isCounted, [next, states]) : next;
    const [output] = states;
    if (output === undefined) throw new TypeError('a recurrence must have a state');
    outputs.push(output);
  }
  return {
    outputs: builder.add('Concat', backwards ? outputs.reverse() : outputs, { axis: timeAxis }),
    states,
  };
}

function appendChosen(
  builder: GraphBuilder,
  isCounted: Value,
  [next, previous]: readonly [readonly Value[], readonly Value[]],
): readonly Value[] {
  return next.map((value, index) => builder.add('Where', [isCounted, value, previous[index]]));
}
