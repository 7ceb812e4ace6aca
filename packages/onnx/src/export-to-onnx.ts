/**
 * One call from a tfjs layers model to an ONNX file: what goes in front of it, the model, smaller weights, one file or
 * two, and whether the result agrees. What goes behind a model is for a GraphBuilder of the caller's.
 */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  measureParity,
  type OutputParity,
  type ParityOptions,
  parityTolerances,
  type RuntimeTensor,
} from './export-parity.js';
import type { Graph, Value } from './graph/graph.js';
import { GraphBuilder } from './graph/graph-builder.js';
import { type AppendLayersModelOptions, appendLayersModel } from './layers/append-layers-model.js';
import { optimiseGraph } from './passes/optimise-graph.js';
import { type Float16Report, storeWeightsAsFloat16 } from './passes/store-weights-as-float16.js';
import { nameAt } from './positional-names.js';
import { type EncodedModel, encodeModel, encodeModelInTwo } from './protobuf/encode-model.js';
import type { ExternalDataOptions } from './protobuf/external-data.js';
import { type Int8Report, quantizeToInt8 } from './quantize/quantize-to-int8.js';

export interface ExportOptions extends AppendLayersModelOptions {
  /** The graph's name. Default 'model': the model's own name holds a counter of tfjs's and would change the bytes. */
  readonly name?: string;
  /** 17 to 21. Default: the lowest that has all ops of the model, which most installs of runtimes read. */
  readonly opset?: number;
  /**
   * What goes in front of the model: declares the graph's inputs and gives the model's, float32 (int32 where the model
   * takes that), a list in the order of `model.inputs` where there are several. Called once more for `parity`. Default:
   * the model's inputs as they are.
   */
  readonly preprocessing?: (builder: GraphBuilder) => Value | readonly Value[];
  /**
   * 'float16' halves the bytes of large weights and calculates as before; 'int8' quarters those of Dense, Conv and LSTM
   * and calculates in 8 bits: Dense and LSTM become faster, Conv slower, and a row's result depends a little on the rows
   * of its batch. The report says what that cost. Default: weights stay as they are.
   */
  readonly quantize?: 'float16' | 'int8';
  /** Puts large weights into a second file: what is above protobuf's 2 GB must. Default: one file. */
  readonly externalData?: ExternalDataOptions;
}

export interface ExportReport {
  readonly nodes: number;
  /** Bytes of weights and constants, in both files. */
  readonly initializerBytes: number;
  readonly opset: number;
  /** With quantize 'float16' only. */
  readonly float16?: Float16Report;
  /** With quantize 'int8' only. */
  readonly int8?: Int8Report;
  /** With `parity` only: the output that is farthest from tfjs. */
  readonly parity?: OutputParity;
}

/** The bytes of the file, and of the one beside it where there is one. */
export interface OnnxExport extends EncodedModel {
  readonly report: ExportReport;
}

/**
 * Exports `model` as it is at inference. The graph takes `input`, float32 [N, ...] (int32 where the model declares it),
 * and gives `output`; several are called `input_0`, `input_1`, ... and `output_0`, ... in the model's order. With
 * `preprocessing` it takes what that declares.
 *
 * With `parity` the file is run beside tfjs, and a promise of the same comes back. What does not agree is reported, not
 * thrown: look at `report.parity.passed`.
 *
 * @example
 * const { bytes, report } = exportToOnnx(model, { quantize: 'int8' });
 *
 * @throws ONNX_LAYERS_UNSUPPORTED, ONNX_MODEL_UNSUPPORTED, ONNX_INPUT_MISMATCH, ONNX_OPSET_UNSUPPORTED,
 *   ONNX_FILE_TOO_LARGE, ONNX_EXTERNAL_DATA_INVALID; with parity ONNX_PARITY_TENSORS
 */
export function exportToOnnx<Tensor extends RuntimeTensor>(
  model: LayersModel,
  options: ExportOptions & { readonly parity: ParityOptions<Tensor> },
): Promise<OnnxExport>;
export function exportToOnnx(model: LayersModel, options?: ExportOptions): OnnxExport;
export function exportToOnnx(
  model: LayersModel,
  { parity, ...options }: ExportOptions & { readonly parity?: ParityOptions<RuntimeTensor> } = {},
): OnnxExport | Promise<OnnxExport> {
  const exported = exportModel(model, options);
  return parity === undefined ? exported : withParity(model, exported, { ...options, parity });
}

async function withParity(
  model: LayersModel,
  exported: OnnxExport,
  { parity, preprocessing, quantize }: ExportOptions & { readonly parity: ParityOptions<RuntimeTensor> },
): Promise<OnnxExport> {
  const options = { tolerance: parityTolerances[quantize ?? 'float32'], ...parity };
  const measured = await measureParity(
    model,
    exported,
    preprocessing ? { ...options, preprocessing } : options,
  );
  return { ...exported, report: { ...exported.report, parity: measured } };
}

function exportModel(model: LayersModel, options: ExportOptions): OnnxExport {
  const { name = 'model', opset, preprocessing, quantize, externalData, converters } = options;
  const builder = new GraphBuilder(opset === undefined ? { name } : { name, opset });
  const inputs = preprocessing ? [preprocessing(builder)].flat() : appendInputs(builder, model);
  const outputs = appendLayersModel(builder, model, inputs, converters && { converters });
  for (const [index, output] of outputs.entries()) builder.output(nameAt('output', index, outputs), output);
  const optimised = optimiseGraph(builder.build());
  const { graph, ...lost } = quantized(optimised, quantize);
  const encoded = externalData ? encodeModelInTwo(graph, externalData) : { bytes: encodeModel(graph) };
  return { ...encoded, report: { ...reportOf(graph), ...lost } };
}

function quantized(
  graph: Graph,
  how: ExportOptions['quantize'],
): { readonly graph: Graph } & Pick<ExportReport, 'float16' | 'int8'> {
  switch (how) {
    case undefined:
      return { graph };
    case 'float16': {
      const { graph: halved, report: float16 } = storeWeightsAsFloat16(graph);
      return { graph: halved, float16 };
    }
    case 'int8': {
      const { graph: quartered, report: int8 } = quantizeToInt8(graph);
      return { graph: quartered, int8 };
    }
  }
}

/** Every input has the same N; other unknown dimensions are each input's own. */
function appendInputs(builder: GraphBuilder, { inputs }: LayersModel): readonly Value[] {
  return inputs.map(({ dtype, shape }, index) => {
    const name = nameAt('input', index, inputs);
    const dimensions = shape.map(
      (dimension, axis) => dimension ?? (axis === 0 ? 'N' : `${name}_dimension_${axis}`),
    );
    return builder.input(name, dtype === 'int32' ? 'int32' : 'float32', dimensions);
  });
}

function reportOf({ nodes, initializers, opset }: Graph): ExportReport {
  const initializerBytes = initializers.reduce((total, { data }) => total + byteLengthOf(data), 0);
  return { nodes: nodes.length, initializerBytes, opset };
}

function byteLengthOf(data: Graph['initializers'][number]['data']): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return data.reduce((total, text) => total + Buffer.byteLength(text), 0);
}
