/** Expected values: torchvision's formula in NumPy float64, (x / 255 - mean) / std. */

import { encodeModel, GraphBuilder } from '@waymark/onnx';
import { describe, expect, it } from 'vitest';
import { appendImageNormalization, type ImageNormalizationOptions } from './image-normalization.js';
import { errorOf } from './testing/error-of.js';
import { runModel, Tensor } from './testing/run-model.js';

const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** float32 keeps 7 digits; the values are below 10. */
const digits = 6;

async function normalized(images: Tensor, options: ImageNormalizationOptions): Promise<readonly number[]> {
  const builder = new GraphBuilder({ name: 'images' });
  const input = builder.input('images', images.type === 'uint8' ? 'uint8' : 'float32', ['N', 'H', 'W', 3]);
  const output = appendImageNormalization(builder, input, options);
  expect(output).toMatchObject({ dtype: 'float32', shape: ['N', 'H', 'W', 3] });
  builder.output('pixels', output);
  const { pixels } = await runModel(encodeModel(builder.build()), { images });
  expect(pixels?.dims).toEqual(images.dims);
  return Array.from(pixels?.data ?? [], Number);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

describe('appendImageNormalization', () => {
  it('normalises each channel of byte images', async () => {
    const images = new Tensor('uint8', Uint8Array.of(0, 0, 0, 255, 255, 255, 124, 116, 104), [1, 3, 1, 3]);
    expectClose(
      await normalized(images, imageNet),
      [
        -2.1179039301310043, -2.0357142857142856, -1.8044444444444445, 2.2489082969432315, 2.428571428571429,
        2.6399999999999997, 0.005565544995290721, -0.004901960784313827, 0.008191721132897456,
      ],
    );
  });

  it('rescales alone by default, and takes numbers and one value for all channels', async () => {
    const images = new Tensor('float32', Float32Array.of(0, 51, 255), [1, 1, 1, 3]);
    expectClose(await normalized(images, {}), [0, 0.2, 1]);
    expectClose(await normalized(images, { scale: 1 / 127.5, mean: [1] }), [-1, -0.6, 1]);
  });

  it('takes no image', async () => {
    expect(await normalized(new Tensor('uint8', new Uint8Array(0), [0, 2, 2, 3]), imageNet)).toEqual([]);
  });

  it('reports all that is wrong together', () => {
    const builder = new GraphBuilder({ name: 'images' });
    const flat = builder.input('flat', 'string', ['N', 'C']);
    const error = errorOf(() =>
      appendImageNormalization(builder, flat, { scale: Number.NaN, mean: [0, Infinity], std: [0] }),
    );
    expect(error).toMatchObject({ code: 'PREPROCESSING_IMAGE_INVALID', kind: 'usage' });
    expect(error.message).toContain('the images must be numbers; got string');
    expect(error.message).toContain('the images must be [N, H, W, C] with a known C; got [N, C]');
    expect(error.message).toContain('scale must be a finite number; got NaN');
    expect(error.message).toContain('mean must have one number or one a channel');
    expect(error.message).toContain('mean must be finite; got 0, Infinity');
    expect(error.message).toContain('std must be finite and above 0; got 0');
  });
});
