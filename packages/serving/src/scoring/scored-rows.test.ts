import { describe, expect, it } from 'vitest';
import { contractOf } from '../host/model-contract.js';
import { ServedModel } from '../host/served-model.js';
import { tinyBundle } from '../testing/tiny-model.js';
import { probabilityTextsOf } from './scored-rows.js';

const { manifest } = await tinyBundle(1);
const full = { ...manifest, formatVersion: 1, files: {} };
const served = new ServedModel({
  ...{ model: 'tiny', version: 3, manifest: full, manifestSha256: '', bundleFolder: '' },
  ...{ contract: contractOf(full), exampleRequest: {}, sessionKey: 1, onReleased: () => {} },
});

describe('probabilityTextsOf', () => {
  it('writes the classes of each row, with every bit of a float32', () => {
    const tensors = [['-', 'no', 'yes'], Float32Array.of(9, 9, 0.75, 0.25, 0.1, 0.9)];
    expect(probabilityTextsOf({ served, tensors, firstRow: 1, rows: 2 })).toEqual([
      '0.75,0.25',
      '0.10000000149011612,0.8999999761581421',
    ]);
  });

  it('writes null for what JSON has no number for', () => {
    const tensors = [['no'], Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY)];
    expect(probabilityTextsOf({ served, tensors, firstRow: 0, rows: 1 })).toEqual(['null,null']);
  });
});
