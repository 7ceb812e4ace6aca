/**
 * A float32 weight as int8 with one scale a channel: symmetric, value = scale · integer, in the seven bits from -64 to
 * 64. CPUs with AVX2 and no VNNI add two products of uint8 and int8 in 16 bits and saturate (onnxruntime's page on
 * quantisation, 'reduce_range'): 2 · 255 · 64 just fits. So a model gives the same everywhere, and keeps the fast
 * kernels; the eighth bit would cost one of the two.
 */

/** The largest integer that stands for a weight. */
const largestInteger = 64;

export interface QuantizedData {
  /** In the order of the weight. */
  readonly integers: Int8Array;
  /** One a channel; 1 for a channel of zeros. */
  readonly scales: Float32Array;
  /** How far the value that moved most has moved. */
  readonly maxAbsError: number;
}

/**
 * The channels of element `i` are `⌊i / inner⌋ mod channels`: `inner` is what follows the axis of the channels.
 *
 * @example
 * quantizeWeight(Float32Array.of(1, -0.25, 0.5, 0), { channels: 2, inner: 2 });
 * // => { integers: [64, -16, 64, 0], scales: [0.015625, 0.0078125], maxAbsError: 0 }
 */
export function quantizeWeight(
  weight: Float32Array,
  { channels, inner }: { readonly channels: number; readonly inner: number },
): QuantizedData {
  const scales = scalesOf(weight, channels, inner);
  const integers = new Int8Array(weight.length);
  let maxAbsError = 0;
  for (let i = 0; i < weight.length; i++) {
    const scale = scales[Math.floor(i / inner) % channels] ?? 1;
    const value = weight[i] ?? 0;
    const integer = Math.round(value / scale);
    integers[i] = integer;
    maxAbsError = Math.max(maxAbsError, Math.abs(value - integer * scale));
  }
  return { integers, scales, maxAbsError };
}

function scalesOf(weight: Float32Array, channels: number, inner: number): Float32Array {
  const largest = new Float32Array(channels);
  for (let i = 0; i < weight.length; i++) {
    const channel = Math.floor(i / inner) % channels;
    const size = Math.abs(weight[i] ?? 0);
    if (size > (largest[channel] ?? 0)) largest[channel] = size;
  }
  // The smallest float32 numbers divide to 0.
  return largest.map((size) => Math.fround(size / largestInteger) || 1);
}

/** A stack of matrices [stack, rows, columns], row-major, as [stack, columns, rows]. */
export function transposeMatrices(
  integers: Int8Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Int8Array {
  const result = new Int8Array(integers.length);
  const size = rows * columns;
  for (let i = 0; i < integers.length; i++) {
    const within = i % size;
    const row = Math.floor(within / columns);
    result[i - within + (within % columns) * rows + row] = integers[i] ?? 0;
  }
  return result;
}
