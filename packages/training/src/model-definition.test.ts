import { describe, expect, it } from 'vitest';
import { logisticRegression, multilayerPerceptron } from './model-definition.js';

describe('logisticRegression', () => {
  it('is plain JSON with its defaults written out', () => {
    expect(logisticRegression()).toEqual({ kind: 'logistic-regression', l2: 0 });
    expect(logisticRegression({ l2: 0.01 })).toEqual({ kind: 'logistic-regression', l2: 0.01 });
  });
});

describe('multilayerPerceptron', () => {
  it('is plain JSON with its defaults written out', () => {
    const definition = {
      kind: 'multilayer-perceptron',
      hidden: [32],
      activation: 'relu',
      dropout: 0.3,
      l2: 0.001,
    };
    expect(multilayerPerceptron()).toEqual(definition);
    expect(JSON.parse(JSON.stringify(multilayerPerceptron()))).toEqual(definition);
  });

  it('takes each option', () => {
    const options = { hidden: [8, 4], activation: 'tanh', dropout: 0, l2: 0 } as const;
    expect(multilayerPerceptron(options)).toEqual({ kind: 'multilayer-perceptron', ...options });
  });
});
