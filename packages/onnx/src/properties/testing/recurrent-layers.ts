/** For tests: layers that go through the steps of a sequence, and the cells and layers inside of them. */

import type { Choices } from './choices.js';
import { featureLayers } from './feature-layers.js';
import {
  activationNames,
  isKnown,
  type LayerChoice,
  type LayerSite,
  refusedShare,
  sizeOf,
} from './layer-choice.js';
import type { LayerRecipe } from './model-recipe.js';
import { shapeLayers } from './shape-layers.js';
import { chooseWindow, windowLayers } from './window-layers.js';

const mergeModes = ['concat', 'sum', 'ave', 'mul', null] as const;
/** Those that onnxruntime has inside of its recurrent ops; the other ones are taken now and then. */
const usualActivations = ['linear', 'relu', 'elu', 'sigmoid', 'hardSigmoid', 'softsign', 'tanh'];
const unusualShare = 0.03;
/** Gates that have no bounds let the state grow exponentially, and rounding with it: over a few steps only. */
const boundedActivations = ['sigmoid', 'hardSigmoid', 'softsign', 'tanh'];
const mostSteps = 5;
/** tfjs computes a convolution for each gate and step. */
const mostInVideo = 100;

const kinds = ['lstm', 'gru', 'simpleRNN'] as const;
type Kind = (typeof kinds)[number];

/** The states of each kind: h, and c for an LSTM. */
export const statesOf: Readonly<Record<string, number>> = { lstm: 2, gru: 1, simpleRNN: 1 };

/**
 * A masked sequence, where there are masks: tfjs hands the last mask to every recurrent layer.
 */
function isReadable({ shape, isMasked, hasMasks, choices }: LayerSite): boolean {
  const isRefused = hasMasks && !isMasked;
  return shape.length === 2 && (!isRefused || choices.chance(refusedShare));
}

export const recurrentLayers: readonly LayerChoice[] = [
  ...kinds.map<LayerChoice>((kind) => ({
    kind,
    fits: isReadable,
    options: (site) => ({ ...chooseCell(kind, site), ...chooseSequences(site.choices) }),
  })),
  {
    kind: 'rnn',
    fits: isReadable,
    options: (site) => {
      const cells = Array.from({ length: site.choices.integer(1, 3) }, () => chooseCellRecipe(site));
      return { cell: cells.length === 1 ? cells[0] : cells, ...chooseSequences(site.choices) };
    },
  },
  {
    kind: 'bidirectional',
    fits: isReadable,
    options: (site) => {
      const kind = site.choices.oneOf(kinds);
      const options = { ...chooseCell(kind, site), ...chooseSequences(site.choices) };
      return { layer: { kind, options } satisfies LayerRecipe, mergeMode: site.choices.oneOf(mergeModes) };
    },
  },
  {
    kind: 'timeDistributed',
    fits: ({ shape }) => shape.length > 1 && isKnown(shape.slice(1)),
    options: (site) => ({ layer: chooseInner(site) }),
  },
  {
    kind: 'convLstm2d',
    fits: ({ shape, hasMasks, choices }) =>
      shape.length === 4 &&
      isKnown(shape) &&
      sizeOf(shape) < mostInVideo &&
      (!hasMasks || choices.chance(refusedShare)),
    options: (site) => {
      const { units, implementation, ...cell } = chooseCell('lstm', site);
      const image = { ...site, shape: site.shape.slice(1) };
      const window = chooseWindow(image, { sizeKey: 'kernelSize', canDilate: true });
      return { filters: units, ...cell, ...window, ...chooseSequences(site.choices) };
    },
  },
];

function chooseCell(kind: Kind, { choices, shape }: LayerSite): Readonly<Record<string, unknown>> {
  const chooseFrom = (usual: readonly string[]) =>
    choices.oneOf(choices.chance(unusualShare) ? activationNames : usual);
  const isShort = (shape[0] ?? mostSteps) <= 2;
  return {
    units: choices.integer(1, 4),
    activation: chooseFrom(usualActivations),
    ...(kind === 'simpleRNN'
      ? {}
      : { recurrentActivation: chooseFrom(isShort ? usualActivations : boundedActivations) }),
    useBias: choices.chance(0.8),
    // The default, orthogonal, needs tfjs's chained ops; the weights are replaced anyway.
    recurrentInitializer: 'zeros',
    ...(choices.chance(0.2) ? { dropout: 0.5, recurrentDropout: 0.5 } : {}),
    ...(choices.chance(0.1) ? { trainable: false } : {}),
    ...(kind !== 'simpleRNN' && choices.chance(0.3) ? { implementation: 2 } : {}),
  };
}

function chooseCellRecipe(site: LayerSite): LayerRecipe {
  const kind = site.choices.oneOf(kinds);
  return { kind: `${kind}Cell`, options: chooseCell(kind, site) };
}

function chooseSequences(choices: Choices): Readonly<Record<string, boolean>> {
  const returnSequences = choices.chance(0.6);
  return {
    returnSequences,
    // Otherwise the output and the state are one tensor, which tfjs disposes behind the first layer that takes it.
    returnState: returnSequences && choices.chance(0.3),
    goBackwards: choices.chance(0.3),
  };
}

/** Of one step: any layer that gives a single output. */
function chooseInner(site: LayerSite): LayerRecipe {
  const inner: LayerSite = {
    ...site,
    shape: site.shape.slice(1),
    isInput: false,
    isMasked: false,
    mostAxes: site.mostAxes - 1,
  };
  const recurrent = inner.hasMasks ? [] : recurrentLayers.slice(0, kinds.length);
  const family = site.choices.oneOf([featureLayers, shapeLayers, windowLayers, recurrent]);
  const fitting = family.filter((choice) => choice.fits(inner));
  const { kind, options } = site.choices.oneOf(fitting.length === 0 ? featureLayers.slice(0, 1) : fitting);
  const { returnState, ...kept } = options(inner);
  return { kind, options: kept };
}
