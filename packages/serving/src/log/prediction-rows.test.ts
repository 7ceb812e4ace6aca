import { describe, expect, it } from 'vitest';
import { contractOf } from '../host/model-contract.js';
import { ServedModel } from '../host/served-model.js';
import { tinyBundle } from '../testing/tiny-model.js';
import { type PredictionRows, predictionLine, predictionRecords } from './prediction-rows.js';

const { manifest } = await tinyBundle(1);
const full = { ...manifest, formatVersion: 1, files: {} };
const served = new ServedModel({
  ...{ model: 'tiny', version: 3, manifest: full, manifestSha256: '', bundleFolder: '' },
  ...{ contract: contractOf(full), exampleRequest: {}, sessionKey: 1, onReleased: () => {} },
});

const rows: PredictionRows = {
  served,
  rows: 3,
  firstRow: 1,
  ids: ['0123456789ab-0', '0123456789ab-1', '0123456789ab-2'],
  time: '2026-01-01T00:00:00.000Z',
  cells: [30, 80.5, 'Oslo', -0, null, '"\\\n\u0000', 2 ** 53 - 1, 1e-7, 'Ærø 🐍 \ud800'],
  tensors: [['another', 'yes', 'no', 'no'], new Float32Array([0, 0, 0.25, 0.75, 1, 0, 0.5, 0.5])],
  probabilityTexts: ['0.25,0.75', '1,0', '0.5,0.5'],
};

describe('predictionRecords', () => {
  it('has a record a row, with missing as null', () => {
    expect(predictionRecords(rows)[1]).toEqual({
      type: 'prediction',
      id: '0123456789ab-1',
      time: '2026-01-01T00:00:00.000Z',
      model: 'tiny',
      version: 3,
      features: { age: -0, income: null, city: '"\\\n\u0000' },
      label: 'no',
      probabilities: [1, 0],
    });
  });
});

describe('predictionLine', () => {
  it('is the JSON text of the record, whatever the text contains', () => {
    const lines = [0, 1, 2].map((row) => predictionLine(rows, row));
    expect(lines).toEqual(predictionRecords(rows).map((record) => JSON.stringify(record)));
  });

  it('writes whole numbers that JSON readers would round with all their digits', () => {
    const cells = [9007199254740993n, null, ''];
    expect(predictionLine({ ...rows, cells }, 0)).toContain('"age":9007199254740993,');
    expect(predictionRecords({ ...rows, cells })[0]?.features.age).toBe(9007199254740992);
  });
});
