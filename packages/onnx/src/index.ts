/**
 * A typed ONNX graph, its builder and its writer; tfjs layers models as graphs; the parity check between the two; a
 * reader of any ONNX file. Start with exportToOnnx; with GraphBuilder when more than a bare model goes into one graph.
 */

export {
  appendBinaryClassifierHead,
  type BinaryClassifierHead,
  type BinaryClassifierHeadOptions,
} from './binary-classifier-head.js';
export {
  type OutputParity,
  type ParityOptions,
  parityTolerances,
  type RuntimeTensor,
} from './export-parity.js';
export {
  type ExportOptions,
  type ExportReport,
  exportToOnnx,
  type OnnxExport,
} from './export-to-onnx.js';
export type { DataType, TensorData, TensorDataByType } from './graph/data-type.js';
export type { Attribute, Graph, Initializer, Node, TensorType, Value } from './graph/graph.js';
export { GraphBuilder, type GraphBuilderOptions } from './graph/graph-builder.js';
export type { Dimension, Shape } from './graph/shape.js';
export { type AppendLayersModelOptions, appendLayersModel } from './layers/append-layers-model.js';
export type { LayerConfig } from './layers/layer-config.js';
export type {
  LayerContext,
  LayerConverter,
  LayerConverters,
  LayerDescription,
  LayerWeight,
} from './layers/layer-converter.js';
export { layerConverters } from './layers/layer-converters.js';
export type { Mask } from './layers/mask.js';
export type { OpAttributes, OpName } from './ops/ops.js';
export { checkParity, maxAbsDifference, type ParityReport } from './parity.js';
export { mergeInitializers } from './passes/merge-initializers.js';
export { optimiseGraph } from './passes/optimise-graph.js';
export { removeDeadNodes } from './passes/remove-dead-nodes.js';
export {
  type Float16Options,
  type Float16Report,
  storeWeightsAsFloat16,
} from './passes/store-weights-as-float16.js';
export {
  type EncodedModel,
  type EncodeOptions,
  encodeModel,
  encodeModelInTwo,
} from './protobuf/encode-model.js';
export type { ExternalData, ExternalDataOptions } from './protobuf/external-data.js';
export type { KeptWeight } from './quantize/choose-nodes.js';
export type { QuantizedWeight } from './quantize/int8-writer.js';
export { type Int8Options, type Int8Report, quantizeToInt8 } from './quantize/quantize-to-int8.js';
export type { ElementType } from './reader/element-types.js';
export { checkExternalData, type ExternalFile, externalFilesOf } from './reader/external-files.js';
export { formatType } from './reader/format-type.js';
export type {
  OnnxAttribute,
  OnnxFunction,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxShape,
  OnnxTensor,
  OnnxTensorData,
  OnnxType,
  OnnxValue,
} from './reader/onnx-model.js';
export { type ReadModelOptions, readModel } from './reader/read-model.js';
export {
  type InitializerSize,
  type ModelSummary,
  type OpCount,
  summariseModel,
} from './reader/summarise-model.js';
