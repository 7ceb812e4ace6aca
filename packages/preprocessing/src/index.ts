/**
 * Preprocessing as data: a project writes one chain of transforms a column, fitting learns on the training rows, and
 * the result is emitted as ONNX nodes, so that training and serving run the same code.
 */

export {
  type CrossFitOptions,
  type CrossFittedPreprocessing,
  crossFitPreprocessing,
  type FittedFold,
} from './cross-fit-preprocessing.js';
export { type EmittedPreprocessing, emitPreprocessing } from './emit-preprocessing.js';
export {
  type CrossedColumn,
  type FeatureCrossSpec,
  type FittedCross,
  featureCross,
} from './feature-cross.js';
export type { FittedColumn, FittedCrossColumn, FittedPreprocessing } from './fit-chains.js';
export { fitPreprocessing } from './fit-preprocessing.js';
export { appendImageNormalization, type ImageNormalizationOptions } from './image-normalization.js';
export type { PreprocessingSpec } from './preprocessing-spec.js';
export {
  type BinDiscretizerOptions,
  type BinDiscretizerSpec,
  binDiscretizer,
} from './transforms/bin-discretizer.js';
export { type ClipOptions, type ClipSpec, clip } from './transforms/clip.js';
export {
  type CyclicEncoderOptions,
  type CyclicEncoderSpec,
  cyclicEncoder,
} from './transforms/cyclic-encoder.js';
export { type FrequencyEncoderSpec, frequencyEncoder } from './transforms/frequency-encoder.js';
export { type ImputerOptions, type ImputerSpec, imputer } from './transforms/imputer.js';
export { type Log1pSpec, log1p } from './transforms/log1p.js';
export {
  type MinMaxScalerOptions,
  type MinMaxScalerSpec,
  minMaxScaler,
} from './transforms/min-max-scaler.js';
export {
  type OneHotEncoderOptions,
  type OneHotEncoderSpec,
  oneHotEncoder,
} from './transforms/one-hot-encoder.js';
export {
  type OrdinalEncoderOptions,
  type OrdinalEncoderSpec,
  ordinalEncoder,
} from './transforms/ordinal-encoder.js';
export { type PassthroughSpec, passthrough } from './transforms/passthrough.js';
export {
  type PowerTransformerOptions,
  type PowerTransformerSpec,
  powerTransformer,
} from './transforms/power-transformer.js';
export { type RobustScalerOptions, type RobustScalerSpec, robustScaler } from './transforms/robust-scaler.js';
export { type StandardScalerSpec, standardScaler } from './transforms/standard-scaler.js';
export {
  type TargetEncoderOptions,
  type TargetEncoderSpec,
  targetEncoder,
} from './transforms/target-encoder.js';
export {
  type TfidfEncoderOptions,
  type TfidfEncoderSpec,
  tfidfEncoder,
} from './transforms/tfidf-encoder.js';
export { type TokenIdsOptions, type TokenIdsSpec, tokenIds } from './transforms/token-ids.js';
export type { FittedTransform, TransformKind, TransformSpec } from './transforms/transforms.js';
