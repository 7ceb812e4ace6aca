/** One call from a tfjs layers model to an ONNX file: float32 in, float32 out, nothing around it. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { unsupportedModel } from './errors.js';
import type { Graph } from './graph/graph.js';
import { GraphBuilder } from './graph/graph-builder.js';
import type { Shape } from './graph/shape.js';
import { type AppendLayersModelOptions, appendLayersModel } from './layers/append-layers-model.js';
import { encodeModel } from './protobuf/encode-model.js';

export interface ExportOptions extends AppendLayersModelOptions {
  /** The graph's name. Default 'model': the model's own name holds a counter of tfjs's and would change the bytes. */
  readonly name?: string;
}

export interface ExportReport {
  readonly nodes: number;
  /** Bytes of weights and constants. */
  readonly initializerBytes: number;
  readonly opset: number;
}

/**
 * Exports `model` as it is at inference. The graph takes `input`, float32 [N, ...], and gives `output`.
 *
 * @throws ONNX_LAYERS_UNSUPPORTED, ONNX_MODEL_UNSUPPORTED, ONNX_INPUT_MISMATCH
 */
export function exportToOnnx(
  model: LayersModel,
  { name = 'model', ...options }: ExportOptions = {},
): { readonly bytes: Uint8Array; readonly report: ExportReport } {
  const builder = new GraphBuilder({ name });
  const input = builder.input('input', 'float32', inputShapeOf(model));
  builder.output('output', appendLayersModel(builder, model, input, options));
  const graph = builder.build();
  return { bytes: encodeModel(graph), report: reportOf(graph) };
}

function inputShapeOf(model: LayersModel): Shape {
  const [input] = model.inputs;
  if (input === undefined)
    throw unsupportedModel(model.name, 'it has no input; give its first layer an inputShape');
  return input.shape.map((dimension, axis) => dimension ?? (axis === 0 ? 'N' : `dimension_${axis}`));
}

function reportOf({ nodes, initializers, opset }: Graph): ExportReport {
  const initializerBytes = initializers.reduce((total, { data }) => total + byteLengthOf(data), 0);
  return { nodes: nodes.length, initializerBytes, opset };
}

function byteLengthOf(data: Graph['initializers'][number]['data']): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return data.reduce((total, text) => total + Buffer.byteLength(text), 0);
}
