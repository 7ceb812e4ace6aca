import { describe, expect, it } from 'vitest';
import { poolAdjacentBins, poolRareBins } from './pool-sparse-bins.js';

// In a window of a tenth of the reference's rows, a bin needs 55 rows of both for an expected count of five.
describe('poolAdjacentBins', () => {
  it('keeps bins that are full enough', () => {
    const bins = { reference: [500, 500], window: [40, 60] };
    expect(poolAdjacentBins(bins)).toEqual(bins);
  });

  it('pools a sparse bin with its right neighbour, and a sparse rest with the last bin', () => {
    expect(poolAdjacentBins({ reference: [10, 490, 480, 20], window: [1, 49, 48, 2] })).toEqual({
      reference: [500, 500],
      window: [50, 50],
    });
  });

  it('pools everything when the window is tiny, and takes an empty one', () => {
    expect(poolAdjacentBins({ reference: [500, 500], window: [1, 0] })).toEqual({
      reference: [1000],
      window: [1],
    });
    expect(poolAdjacentBins({ reference: [500, 500], window: [0, 0] })).toEqual({
      reference: [1000],
      window: [0],
    });
  });
});

describe('poolRareBins', () => {
  it('moves rare bins into the last', () => {
    expect(poolRareBins({ reference: [500, 400, 20, 80], window: [50, 40, 2, 8] })).toEqual({
      reference: [500, 400, 100],
      window: [50, 40, 10],
    });
  });

  it('moves a last bin that stays sparse into the smallest of the others', () => {
    expect(poolRareBins({ reference: [500, 400, 90, 10, 0], window: [50, 40, 9, 0, 1] })).toEqual({
      reference: [500, 400, 100],
      window: [50, 40, 10],
    });
  });

  it('keeps a rare bin of the reference that the window is full of', () => {
    expect(poolRareBins({ reference: [990, 10, 0], window: [40, 60, 0] })).toEqual({
      reference: [990, 10],
      window: [40, 60],
    });
  });

  it('pools everything when the window is tiny', () => {
    expect(poolRareBins({ reference: [500, 500, 0], window: [1, 0, 0] })).toEqual({
      reference: [1000],
      window: [1],
    });
  });
});
