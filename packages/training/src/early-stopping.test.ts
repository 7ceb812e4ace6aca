import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from './backend.js';
import { EarlyStopping } from './early-stopping.js';

beforeAll(() => selectBackend('wasm'));

describe('EarlyStopping', () => {
  it('stops when nothing better came for `patience` epochs', () => {
    expect(watch([0.9, 0.8, 0.81, 0.82, 0.7], { patience: 2, minDelta: 0 })).toEqual({
      stops: [false, false, false, true, false],
      bestEpoch: 5,
    });
  });

  it('takes an equal loss for no better one', () => {
    expect(watch([0.5, 0.5], { patience: 1, minDelta: 0 })).toEqual({ stops: [false, true], bestEpoch: 1 });
  });

  it('asks for more than minDelta, counted from the best so far', () => {
    expect(watch([1, 0.875, 0.8125, 0.5], { patience: 9, minDelta: 0.25 }).bestEpoch).toBe(4);
    expect(watch([1, 0.875, 0.75], { patience: 9, minDelta: 0.25 }).bestEpoch).toBe(1);
  });

  it('restores every weight of the best epoch, the moving averages of a normalisation too', () => {
    const normalisation = layers.layers.batchNormalization({ inputShape: [2] });
    const model = layers.sequential({ layers: [normalisation] });
    const stopping = new EarlyStopping(model, { patience: 9, minDelta: 0 });
    for (const [epoch, loss] of [0.3, 0.1, 0.2].entries()) {
      fill(model, epoch + 1);
      stopping.shouldStopAfter(epoch + 1, loss);
    }
    const before = tf.memory().numTensors;
    stopping.restoreBestWeights();
    expect(tf.memory().numTensors).toBe(before);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual([
      [2, 2], // gamma
      [2, 2], // beta
      [2, 2], // moving mean
      [2, 2], // moving variance
    ]);
    model.dispose();
  });

  it('leaves the weights alone before the first epoch', () => {
    const model = layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [1] })] });
    fill(model, 3);
    new EarlyStopping(model, { patience: 1, minDelta: 0 }).restoreBestWeights();
    expect(model.getWeights().map((weight) => weight.dataSync()[0])).toEqual([3, 3]);
    model.dispose();
  });
});

function watch(losses: readonly number[], options: { patience: number; minDelta: number }) {
  const model = layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [1] })] });
  const stopping = new EarlyStopping(model, options);
  const stops = losses.map((loss, i) => stopping.shouldStopAfter(i + 1, loss));
  model.dispose();
  return { stops, bestEpoch: stopping.bestEpoch };
}

function fill(model: layers.LayersModel, value: number): void {
  tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, value))));
}
