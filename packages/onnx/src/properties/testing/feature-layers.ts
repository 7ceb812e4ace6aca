/** For tests: layers that work on the last axis of a value of any rank, or element by element. */

import {
  chooseActivation,
  hasRank,
  isKnown,
  type LayerChoice,
  lastOf,
  refusedShare,
} from './layer-choice.js';

const rates = [0.1, 0.5];

export const featureLayers: readonly LayerChoice[] = [
  {
    kind: 'dense',
    fits: () => true,
    options: (site) => {
      const units = site.choices.integer(1, 4);
      const useBias = site.choices.chance(0.8);
      return { units, useBias, activation: chooseActivation(site, units) };
    },
  },
  {
    kind: 'batchNormalization',
    // tfjs normalises neither way with more axes than an image has.
    fits: hasRank(1, 2, 3),
    options: ({ choices, shape }) => ({
      axis: shape[0] !== null && choices.chance(refusedShare) ? 1 : choices.oneOf([-1, shape.length]),
      scale: choices.chance(0.7),
      center: choices.chance(0.7),
      epsilon: choices.oneOf([1e-3, 0.1]),
    }),
  },
  {
    kind: 'layerNormalization',
    // The difference from the mean of a single value is zero.
    fits: ({ shape }) => shape.length < 4 && isKnown(shape) && lastOf(shape) > 1,
    options: ({ choices, shape }) => ({
      axis: shape.length > 1 && choices.chance(0.3) ? [shape.length - 1, shape.length] : -1,
      scale: choices.chance(0.7),
      center: choices.chance(0.7),
      epsilon: 0.1,
    }),
  },
  {
    kind: 'rescaling',
    fits: () => true,
    options: ({ choices }) => ({
      scale: choices.oneOf([-1, 0.5, 1.5]),
      offset: choices.oneOf([0, 0.25, -1]),
    }),
  },
];

export const activationLayers: readonly LayerChoice[] = [
  { kind: 'activation', fits: () => true, options: (site) => ({ activation: chooseActivation(site) }) },
  {
    kind: 'reLU',
    fits: () => true,
    options: ({ choices }) => (choices.chance(0.5) ? { maxValue: choices.oneOf([0.5, 2]) } : {}),
  },
  {
    kind: 'leakyReLU',
    fits: () => true,
    options: ({ choices }) => ({ alpha: choices.oneOf([0, 0.3, 1.5]) }),
  },
  { kind: 'elu', fits: () => true, options: () => ({}) },
  {
    kind: 'thresholdedReLU',
    // It jumps at theta, so that rounding before it could be seen behind it: inputs are not rounded.
    fits: ({ isInput }) => isInput,
    options: ({ choices }) => ({ theta: choices.oneOf([-0.5, 0.25, 1]) }),
  },
  {
    kind: 'prelu',
    fits: () => true,
    options: ({ choices, shape }) => {
      const axes = [...shape.keys()].filter((axis) => shape[axis] === null || choices.chance(0.3));
      return axes.length === 0 ? {} : { sharedAxes: axes.map((axis) => axis + 1) };
    },
  },
  {
    kind: 'softmax',
    fits: ({ shape, hasMasks, choices }) => lastOf(shape) > 1 && (!hasMasks || choices.chance(refusedShare)),
    options: ({ choices, shape }) => ({ axis: choices.oneOf([-1, shape.length]) }),
  },
  ...['dropout', 'gaussianDropout', 'alphaDropout'].map<LayerChoice>((kind) => ({
    kind,
    fits: () => true,
    options: ({ choices }) => ({ rate: choices.oneOf(rates) }),
  })),
  { kind: 'gaussianNoise', fits: () => true, options: () => ({ stddev: 1 }) },
  {
    kind: 'spatialDropout1d',
    fits: hasRank(2),
    options: ({ choices }) => ({ rate: choices.oneOf(rates) }),
  },
];
