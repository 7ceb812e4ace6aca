/** The table of layers that have an ONNX form, by tfjs class name. A layer of your own goes beside them by argument. */

import { activation } from './activation.js';
import { batchNormalization } from './batch-normalization.js';
import { dense } from './dense.js';
import { flatten } from './flatten.js';
import { inferenceIdentity } from './inference-identity.js';
import type { LayerConverters } from './layer-converter.js';
import { elu, leakyRelu, prelu, relu, thresholdedRelu } from './rectifiers.js';
import { softmax } from './softmax.js';

export const layerConverters = {
  Activation: activation,
  AlphaDropout: inferenceIdentity,
  BatchNormalization: batchNormalization,
  Dense: dense,
  Dropout: inferenceIdentity,
  ELU: elu,
  Flatten: flatten,
  GaussianDropout: inferenceIdentity,
  GaussianNoise: inferenceIdentity,
  InputLayer: inferenceIdentity,
  LeakyReLU: leakyRelu,
  PReLU: prelu,
  ReLU: relu,
  Softmax: softmax,
  SpatialDropout1D: inferenceIdentity,
  ThresholdedReLU: thresholdedRelu,
} as const satisfies LayerConverters;
