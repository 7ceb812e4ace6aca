/**
 * Images as a network wants them: pixels rescaled, then brought to mean 0 and deviation 1 in each channel, as
 * torchvision's ToTensor and Normalize do, channels last as in tfjs. Images are no columns of a table, so this is no
 * transform: a graph that takes images calls it on its input. Resizing and cropping are left out.
 */

import type { GraphBuilder, Value } from '@waymark/onnx';
import { invalidImage } from './errors.js';

export interface ImageNormalizationOptions {
  /** What pixels are multiplied with first. Default 1 / 255: bytes become 0 to 1. */
  readonly scale?: number;
  /** Of each channel after rescaling. Default 0. */
  readonly mean?: readonly number[];
  /** The standard deviation of each channel after rescaling, above 0. Default 1. */
  readonly std?: readonly number[];
}

/**
 * Appends (x · scale - mean) / std to `images`, uint8 or a number [N, H, W, C], as float32 [N, H, W, C].
 *
 * @example
 * const images = builder.input('images', 'uint8', ['N', 224, 224, 3]);
 * appendImageNormalization(builder, images, { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
 *
 * @throws PREPROCESSING_IMAGE_INVALID
 */
export function appendImageNormalization(
  builder: GraphBuilder,
  images: Value,
  options: ImageNormalizationOptions = {},
): Value {
  const { scale = 1 / 255, mean = [0], std = [1] } = options;
  const problems = problemsOf(images, { scale, mean, std });
  if (problems.length > 0) throw invalidImage(problems);
  const channels = Math.max(mean.length, std.length);
  const at = (list: readonly number[], channel: number): number => list[list.length === 1 ? 0 : channel] ?? 0;
  // One product and one sum: x · (scale / std) - mean / std.
  const factors = Float32Array.from({ length: channels }, (_, channel) => scale / at(std, channel));
  const offsets = Float32Array.from(
    { length: channels },
    (_, channel) => -at(mean, channel) / at(std, channel),
  );
  const pixels = images.dtype === 'float32' ? images : builder.add('Cast', [images], { to: 'float32' });
  const scaled = builder.add('Mul', [pixels, builder.constant('float32', [channels], factors)]);
  return builder.add('Add', [scaled, builder.constant('float32', [channels], offsets)]); // [N, H, W, C]
}

function problemsOf(
  { dtype, shape }: Value,
  { scale, mean, std }: Required<ImageNormalizationOptions>,
): readonly string[] {
  const problems: string[] = [];
  const channels = shape[3];
  if (dtype === 'string' || dtype === 'bool') problems.push(`the images must be numbers; got ${dtype}`);
  if (shape.length !== 4 || typeof channels !== 'number')
    problems.push(`the images must be [N, H, W, C] with a known C; got [${shape.join(', ')}]`);
  if (!Number.isFinite(scale)) problems.push(`scale must be a finite number; got ${scale}`);
  for (const [name, list] of Object.entries({ mean, std }))
    if (list.length !== 1 && list.length !== channels)
      problems.push(`${name} must have one number or one a channel, ${channels}; got ${list.length}`);
  if (!mean.every(Number.isFinite)) problems.push(`mean must be finite; got ${mean.join(', ')}`);
  if (!std.every((deviation) => Number.isFinite(deviation) && deviation > 0))
    problems.push(`std must be finite and above 0; got ${std.join(', ')}`);
  return problems;
}
