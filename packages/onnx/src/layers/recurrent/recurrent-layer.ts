/**
 * What the config and the weights of a recurrent layer say: LSTM, GRU and SimpleRNN are layers of one cell, RNN has any
 * cell or a stack of them. A stack is a chain: each cell reads the sequence of the one below.
 */

import { refuseActivation } from '../activations.js';
import { type LayerConfig, layerIn, layersIn, type SerializedLayer } from '../layer-config.js';
import type { LayerWeight } from '../layer-converter.js';
import { recurrentActivationNames } from './recurrent-activations.js';
import { cellKinds, kindOf, type RecurrentCell } from './recurrent-cell.js';
import { longestUnrolled, refuseUnrolling } from './unrolled-steps.js';

export interface RecurrentLayer {
  /** From the input upwards. */
  readonly cells: readonly RecurrentCell[];
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
}

/** What refuseRecurrent lets through. */
export const recurrentLimits =
  `not stateful; activations other than ${recurrentActivationNames.join(', ')} ` +
  `need sequences of a known length, at most ${longestUnrolled}`;

/** Why such a layer cannot be exported over that many steps, null for any; undefined when it can. */
export function refuseRecurrent(
  layer: SerializedLayer,
  steps: number | null | undefined,
): string | undefined {
  if (layer.config.stateful === true)
    return 'it is stateful: what it remembers between two calls is no part of a graph; rebuild it with stateful: false';
  for (const { className, config } of cellsOf(layer)) {
    const kind = cellKinds[className];
    if (kind === undefined) return `the cell ${className} has no ONNX op`;
    const reasons = kind.activations.map((key) => refuseActivation({ config: { activation: config[key] } }));
    const reason = reasons.find((each) => each !== undefined);
    if (reason !== undefined) return reason;
    const lacking = kind.activations.find((key) => !isInsideOfOp(config, key));
    const refusal = lacking && refuseUnrolling(steps);
    if (refusal)
      return `the ${lacking} '${String(config[lacking])}' does not exist inside of ONNX's ${kind.op}, and ${refusal}`;
  }
  return undefined;
}

/** Whether the cell has an activation that exists outside of recurrent ops only. */
export function needsUnrolling(cell: RecurrentCell): boolean {
  return kindOf(cell).activations.some((key) => !isInsideOfOp(cell.config, key));
}

function isInsideOfOp(config: LayerConfig, key: string): boolean {
  return recurrentActivationNames.includes(String(config[key]));
}

/** Reads a layer that refuseRecurrent has let through. */
export function recurrentLayerOf(layer: SerializedLayer, weights: readonly LayerWeight[]): RecurrentLayer {
  return {
    cells: withWeights(cellsOf(layer), weights),
    returnSequences: layer.config.returnSequences === true,
    returnState: layer.config.returnState === true,
    goBackwards: layer.config.goBackwards === true,
  };
}

function cellsOf({ className, config }: SerializedLayer): readonly SerializedLayer[] {
  if (className === 'RNN') return cellsOf(layerIn(config, 'cell'));
  if (className === 'StackedRNNCells') return layersIn(config, 'cells').flatMap(cellsOf);
  return [{ className: className.replace(/Cell$/, ''), config }];
}

/** tfjs lists the weights of frozen cells behind those of the other ones. */
function withWeights(
  cells: readonly SerializedLayer[],
  weights: readonly LayerWeight[],
): readonly RecurrentCell[] {
  const isFrozen = ({ config }: { readonly config: LayerConfig }) => config.trainable === false;
  const listed = [...cells.filter((cell) => !isFrozen(cell)), ...cells.filter(isFrozen)];
  const countOf = ({ config }: SerializedLayer) => (config.useBias === false ? 2 : 3);
  return cells.map((cell) => {
    const before = listed.slice(0, listed.indexOf(cell)).reduce((sum, other) => sum + countOf(other), 0);
    return {
      kind: cell.className,
      config: cell.config,
      weights: weights.slice(before, before + countOf(cell)),
    };
  });
}
