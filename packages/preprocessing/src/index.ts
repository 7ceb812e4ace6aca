/**
 * Preprocessing as data: a project writes one chain of transforms a column, fitting learns on the training rows, and
 * the result is emitted as ONNX nodes, so that training and serving run the same code.
 */

export { type EmittedPreprocessing, emitPreprocessing } from './emit-preprocessing.js';
export { type FittedColumn, type FittedPreprocessing, fitPreprocessing } from './fit-preprocessing.js';
export type { PreprocessingSpec } from './preprocessing-spec.js';
export { type ImputerOptions, type ImputerSpec, imputer } from './transforms/imputer.js';
export {
  type OneHotEncoderOptions,
  type OneHotEncoderSpec,
  oneHotEncoder,
} from './transforms/one-hot-encoder.js';
export { type PassthroughSpec, passthrough } from './transforms/passthrough.js';
export { type StandardScalerSpec, standardScaler } from './transforms/standard-scaler.js';
export type { FittedTransform, TransformKind, TransformSpec } from './transforms/transforms.js';
