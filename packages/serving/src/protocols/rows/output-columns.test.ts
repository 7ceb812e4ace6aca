import type { ModelManifest } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { contractOf } from '../../host/model-contract.js';
import { ServedModel } from '../../host/served-model.js';
import { tinyBundle } from '../../testing/tiny-model.js';
import { renderOrigin, renderOutputColumns } from './output-columns.js';

const { manifest } = await tinyBundle(1);
const whole: ModelManifest = {
  ...manifest,
  formatVersion: 1,
  files: {},
  outputs: [...manifest.outputs, { name: 'rank', datatype: 'INT64', shape: [-1] }],
};
const served = new ServedModel({
  ...{ model: 'tiny', version: 3, manifest: whole, manifestSha256: '', bundleFolder: '', sessionKey: 1 },
  exampleRequest: null,
  contract: contractOf(whole),
  onReleased: () => {},
});
/** The second and third of a batch's three rows. */
const scored = {
  ...{ served, rows: 2, firstRow: 1, ids: ['a-1', 'a-2'] },
  tensors: [
    ['no', 'yes', 'n"o'],
    new Float32Array([1, 0, 0.25, 0.75, Number.NaN, 0.5]),
    new BigInt64Array([1n, 9_007_199_254_740_993n, -2n]),
  ],
};

describe('renderOutputColumns', () => {
  it('writes the rows of the request, 64-bit integers to the last digit, and NaN as null', () => {
    expect(renderOutputColumns(scored)).toBe(
      '{"label":["yes","n\\"o"],"probabilities":[[0.25,0.75],[null,0.5]],"rank":[9007199254740993,-2]}',
    );
  });
});

describe('renderOrigin', () => {
  it('names the ids and the version', () => {
    expect(renderOrigin(scored)).toBe('"prediction_ids":["a-1","a-2"],"model_version":"3"');
  });
});
