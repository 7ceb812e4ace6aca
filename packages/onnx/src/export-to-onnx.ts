/** One call from a tfjs layers model to an ONNX file: its own inputs and outputs, nothing around it. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Graph, Value } from './graph/graph.js';
import { GraphBuilder } from './graph/graph-builder.js';
import { type AppendLayersModelOptions, appendLayersModel } from './layers/append-layers-model.js';
import type { SymbolicTensor } from './layers/walk-model.js';
import { mergeInitializers } from './passes/merge-initializers.js';
import { removeDeadNodes } from './passes/remove-dead-nodes.js';
import { type Float16Report, storeWeightsAsFloat16 } from './passes/store-weights-as-float16.js';
import { encodeModel } from './protobuf/encode-model.js';

export interface ExportOptions extends AppendLayersModelOptions {
  /** The graph's name. Default 'model': the model's own name holds a counter of tfjs's and would change the bytes. */
  readonly name?: string;
  /** 'float16' halves the bytes of large weights; the report says what that cost. Default: weights stay as they are. */
  readonly quantize?: 'float16';
}

export interface ExportReport {
  readonly nodes: number;
  /** Bytes of weights and constants. */
  readonly initializerBytes: number;
  readonly opset: number;
  /** With quantize 'float16' only. */
  readonly float16?: Float16Report;
}

/**
 * Exports `model` as it is at inference. The graph takes `input`, float32 [N, ...] (int32 where the model declares it),
 * and gives `output`; several are called `input_0`, `input_1`, ... and `output_0`, ... in the model's order.
 *
 * @throws ONNX_LAYERS_UNSUPPORTED, ONNX_MODEL_UNSUPPORTED, ONNX_INPUT_MISMATCH
 */
export function exportToOnnx(
  model: LayersModel,
  { name = 'model', quantize, ...options }: ExportOptions = {},
): { readonly bytes: Uint8Array; readonly report: ExportReport } {
  const builder = new GraphBuilder({ name });
  const inputs = model.inputs.map((tensor, index) =>
    appendInput(builder, tensor, nameOf('input', index, model.inputs)),
  );
  const outputs = appendLayersModel(builder, model, inputs, options);
  for (const [index, output] of outputs.entries()) builder.output(nameOf('output', index, outputs), output);
  const graph = mergeInitializers(removeDeadNodes(builder.build()));
  if (quantize === undefined) return { bytes: encodeModel(graph), report: reportOf(graph) };
  const { graph: halved, report: float16 } = storeWeightsAsFloat16(graph);
  return { bytes: encodeModel(halved), report: { ...reportOf(halved), float16 } };
}

/** By position: tfjs's own names hold counters of everything that was built before. */
function nameOf(what: string, index: number, { length }: ArrayLike<unknown>): string {
  return length === 1 ? what : `${what}_${index}`;
}

/** Every input has the same N; other unknown dimensions are each input's own. */
function appendInput(builder: GraphBuilder, { dtype, shape }: SymbolicTensor, name: string): Value {
  const dimensions = shape.map(
    (dimension, axis) => dimension ?? (axis === 0 ? 'N' : `${name}_dimension_${axis}`),
  );
  return builder.input(name, dtype === 'int32' ? 'int32' : 'float32', dimensions);
}

function reportOf({ nodes, initializers, opset }: Graph): ExportReport {
  const initializerBytes = initializers.reduce((total, { data }) => total + byteLengthOf(data), 0);
  return { nodes: nodes.length, initializerBytes, opset };
}

function byteLengthOf(data: Graph['initializers'][number]['data']): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return data.reduce((total, text) => total + Buffer.byteLength(text), 0);
}
