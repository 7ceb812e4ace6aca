/** Against the reference itself: quantize_dynamic of onnxruntime in Python, on the same files with random weights. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { layers } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportToOnnx } from '../export-to-onnx.js';
import { randomModel } from '../testing/tfjs-models.js';

const python = process.env.WAYMARK_TEST_PYTHON;

const models = {
  dense: () => randomModel([layers.dense({ units: 40, inputShape: [6, 64] })], 1),
  lstm: () =>
    randomModel([layers.lstm({ units: 24, recurrentInitializer: 'zeros', inputShape: [6, 64] })], 2),
};

/** Prints the largest difference of the integers, and of the outputs as part of their range. */
const comparison = `
import json, sys
import numpy as np, onnx, onnxruntime
from onnxruntime.quantization import quantize_dynamic
def integers(path):
    tensors = [onnx.numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer]
    weights = [t.astype(int) for t in tensors if t.dtype == np.int8 and t.any()]
    return sorted(weights, key=lambda t: (t.shape, abs(t[..., 0]).sum()))
folder, name = sys.argv[1:]
plain, ours, theirs = [f'{folder}/{name}{suffix}.onnx' for suffix in ('', '_int8', '_reference')]
onnx.checker.check_model(onnx.load(ours), full_check=True)
quantize_dynamic(plain, theirs, per_channel=True, reduce_range=True)
pairs = list(zip(integers(ours), integers(theirs), strict=True))
x = np.random.default_rng(0).uniform(-2, 2, (3, 6, 64)).astype(np.float32)
a, b = [onnxruntime.InferenceSession(path).run(None, {'input': x})[0] for path in (ours, theirs)]
print(json.dumps({
    'weights': len(pairs),
    'step': max(int(abs(p - q).max()) for p, q in pairs),
    'difference': float(abs(a - b).max() / (b.max() - b.min())),
}))
`;

describe.skipIf(!python)('quantizeToInt8 beside quantize_dynamic (needs WAYMARK_TEST_PYTHON)', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-int8-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.entries(models))(
    'gives the same weights and outputs: %s',
    { timeout: 30_000 },
    async (name, build) => {
      const model = build();
      await writeFile(join(folder, `${name}.onnx`), exportToOnnx(model).bytes);
      await writeFile(join(folder, `${name}_int8.onnx`), exportToOnnx(model, { quantize: 'int8' }).bytes);
      model.dispose();
      const { stdout } = await promisify(execFile)(python ?? '', ['-c', comparison, folder, name]);
      // What is printed before the last line is quantize_dynamic's advice.
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
        weights: name === 'lstm' ? 2 : 1,
        step: 0,
        // Of the range; onnxruntime may sum up in another order.
        difference: expect.closeTo(0, 3),
      });
    },
  );
});
