/**
 * An export beside the model that it came from, on rows of the caller's: the same inputs through tfjs and through a
 * runtime that the caller hands in, so that this package needs none.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { parityTensors } from './errors.js';
import type { Value } from './graph/graph.js';
import { GraphBuilder } from './graph/graph-builder.js';
import { formatShape } from './graph/shape.js';
import { checkParity, type ParityReport } from './parity.js';
import { nameAt } from './positional-names.js';
import { type EncodedModel, encodeModel } from './protobuf/encode-model.js';
import type { ExternalData } from './protobuf/external-data.js';

/** What every runtime calls a tensor; onnxruntime's are such. */
export interface RuntimeTensor {
  /** Row-major. */
  readonly data: ArrayLike<unknown>;
  readonly dims: readonly number[];
}

export interface ParityOptions<Tensor extends RuntimeTensor> {
  /** Runs a model once; a second file comes as the third argument, where there is one. */
  run(
    bytes: Uint8Array,
    feeds: Readonly<Record<string, Tensor>>,
    externalData?: ExternalData,
  ): Promise<Readonly<Record<string, RuntimeTensor>>>;
  /** The graph's inputs on the rows to compare. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Part of the output's largest value. Default: that of parityTolerances for the kind of weights. */
  readonly tolerance?: number;
}

/** How far an output is from tfjs; `tolerance` is absolute here. */
export interface OutputParity extends ParityReport {
  readonly output: string;
}

/**
 * How far an export may be from tfjs, as part of the output's largest value. float32: sums in another order. float16:
 * weights that moved by up to 2^-11 of themselves, over some layers. int8: weights that moved by up to 1/128 of their
 * channel's largest and activations by 1/510 of their range; deep models and tiny ones may need another.
 */
export const parityTolerances = { float32: 1e-4, float16: 1e-2, int8: 5e-2 } as const;

/** Beside it, for outputs near zero. */
const absoluteTolerance = 1e-5;

/**
 * The output that is farthest from tfjs, in tolerances. With `preprocessing`, tfjs gets what that alone makes of the
 * feeds.
 *
 * @throws ONNX_PARITY_TENSORS when there are no rows, or the runtime has not all tensors, or others
 */
export async function measureParity<Tensor extends RuntimeTensor>(
  model: LayersModel,
  { bytes, externalData }: EncodedModel,
  { run, feeds, tolerance = parityTolerances.float32, preprocessing }: MeasureOptions<Tensor>,
): Promise<OutputParity> {
  const inputs = preprocessing ? await preprocess(preprocessing, { run, feeds }) : inputsIn(model, feeds);
  if (inputs[0]?.dims[0] === 0) throw parityTensors('there must be rows to compare; got none');
  const expected = await predict(model, inputs);
  const actual = await run(bytes, feeds, externalData);
  const reports = expected.map(({ data, dims }, index) => {
    const output = nameAt('output', index, expected);
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const result = outputAs(actual, output, dims);
    const parity = checkParity(data, result, absoluteTolerance + tolerance * largest);
    return { ...parity, rows: dims[0] ?? 0, output };
  });
  const [first, ...rest] = reports;
  if (first === undefined) throw new TypeError(`${model.name} must have an output`);
  return rest.reduce((worst, report) => (distanceOf(report) > distanceOf(worst) ? report : worst), first);
}

/** What measureParity is told. */
export interface MeasureOptions<Tensor extends RuntimeTensor> extends ParityOptions<Tensor> {
  readonly preprocessing?: (builder: GraphBuilder) => Value | readonly Value[];
}

function inputsIn(
  model: LayersModel,
  feeds: Readonly<Record<string, RuntimeTensor>>,
): readonly RuntimeTensor[] {
  return model.inputs.map((_, index) => tensorNamed(feeds, nameAt('input', index, model.inputs)));
}

/** The model's inputs as the preprocessing alone makes them. */
async function preprocess<Tensor extends RuntimeTensor>(
  preprocessing: NonNullable<MeasureOptions<Tensor>['preprocessing']>,
  { run, feeds }: Pick<ParityOptions<Tensor>, 'run' | 'feeds'>,
): Promise<readonly RuntimeTensor[]> {
  const builder = new GraphBuilder({ name: 'preprocessing' });
  const values = [preprocessing(builder)].flat();
  // The slash keeps them apart from the names of inputs.
  const names = values.map((_, index) => `/features_${index}`);
  for (const [index, value] of values.entries()) builder.output(names[index] ?? '', value);
  const outputs = await run(encodeModel(builder.build()), feeds);
  return names.map((name) => tensorNamed(outputs, name));
}

interface Prediction {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

async function predict(model: LayersModel, inputs: readonly RuntimeTensor[]): Promise<readonly Prediction[]> {
  // Loaded only here: everything else in the package takes from tfjs its types alone.
  const { tensor, tidy } = await import('@tensorflow/tfjs-core');
  return tidy(() => {
    const tensors = inputs.map(({ data, dims }, index) =>
      tensor(Float32Array.from(data, Number), [...dims], model.inputs[index]?.dtype ?? 'float32'),
    );
    return [model.predict(tensors, { batchSize: Math.max(1, inputs[0]?.dims[0] ?? 1) })]
      .flat()
      .map((output) => ({
        data: Float32Array.from(output.dataSync()),
        dims: output.shape,
      }));
  });
}

function tensorNamed(tensors: Readonly<Record<string, RuntimeTensor>>, name: string): RuntimeTensor {
  const tensor = tensors[name];
  if (tensor) return tensor;
  throw parityTensors(
    `'${name}' must be among the tensors; got ${Object.keys(tensors).join(', ') || 'none'}`,
  );
}

/** The output as numbers, of the shape that tfjs gives. */
function outputAs(
  outputs: Readonly<Record<string, RuntimeTensor>>,
  name: string,
  expected: readonly number[],
): Float32Array {
  const { data, dims } = tensorNamed(outputs, name);
  if (dims.join() === expected.join()) return Float32Array.from(data, Number);
  throw parityTensors(`'${name}' must be ${formatShape(expected)}, as tfjs has it; got ${formatShape(dims)}`);
}

/** In tolerances. */
function distanceOf({ maxAbsDifference, tolerance }: ParityReport): number {
  return maxAbsDifference / tolerance;
}
