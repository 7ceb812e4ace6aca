import { describe, expect, it } from 'vitest';
import { completeFitOptions } from './fit-options.js';

describe('completeFitOptions', () => {
  it('fills in the documented defaults', () => {
    expect(completeFitOptions({ seed: 1 })).toEqual({
      seed: 1,
      epochs: 80,
      batchSize: 256,
      learningRate: 0.003,
      classWeight: 'none',
      earlyStopping: { patience: 15, minDelta: 0 },
    });
  });

  it('keeps what it is told, also a part of earlyStopping', () => {
    expect(completeFitOptions({ seed: 1, batchSize: 32, earlyStopping: { patience: 3 } })).toMatchObject({
      batchSize: 32,
      earlyStopping: { patience: 3, minDelta: 0 },
    });
  });

  it('keeps a refusal of early stopping', () => {
    expect(completeFitOptions({ seed: 1, earlyStopping: 'none' }).earlyStopping).toBe('none');
  });

  it('reports all problems together', () => {
    const options = {
      seed: 0,
      epochs: 1.5,
      batchSize: 0,
      learningRate: Number.NaN,
      earlyStopping: { patience: 0, minDelta: -1 },
    };
    expect(() => completeFitOptions(options)).toThrow(
      expect.objectContaining({
        code: 'FIT_OPTIONS_INVALID',
        kind: 'usage',
        message: expect.stringMatching(
          /seed.*got 0.*epochs.*got 1\.5.*batchSize.*got 0.*learningRate.*NaN.*patience.*got 0.*minDelta.*-1/s,
        ),
      }),
    );
  });
});
