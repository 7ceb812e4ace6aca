/**
 * A typed ONNX graph, its builder and its writer; tfjs layers models as graphs; the parity check between the two.
 * Start with exportToOnnx; with GraphBuilder when more than a bare model goes into one graph.
 */

export {
  appendBinaryClassifierHead,
  type BinaryClassifierHead,
  type BinaryClassifierHeadOptions,
} from './binary-classifier-head.js';
export { type ExportOptions, type ExportReport, exportToOnnx } from './export-to-onnx.js';
export type { DataType, TensorData, TensorDataByType } from './graph/data-type.js';
export type { Attribute, Graph, Initializer, Node, TensorType, Value } from './graph/graph.js';
export { GraphBuilder, type GraphBuilderOptions } from './graph/graph-builder.js';
export type { Dimension, Shape } from './graph/shape.js';
export { type AppendLayersModelOptions, appendLayersModel } from './layers/append-layers-model.js';
export type { LayerConfig } from './layers/layer-config.js';
export type { LayerContext, LayerConverter, LayerConverters, LayerWeight } from './layers/layer-converter.js';
export { layerConverters } from './layers/layer-converters.js';
export type { OpAttributes, OpName } from './ops/ops.js';
export { checkParity, maxAbsDifference, type ParityReport } from './parity.js';
export { type EncodeOptions, encodeModel } from './protobuf/encode-model.js';
