/** The table of layers that have an ONNX form, by tfjs class name. A layer of your own goes beside them by argument. */

import { activation } from './activation.js';
import { batchNormalization } from './batch-normalization.js';
import { concatenate } from './concatenate.js';
import { dense } from './dense.js';
import { dot } from './dot.js';
import { embedding } from './embedding.js';
import { flatten } from './flatten.js';
import { inferenceIdentity } from './inference-identity.js';
import type { LayerConverters } from './layer-converter.js';
import { layerNormalization } from './layer-normalization.js';
import { masking } from './masking.js';
import { add, average, maximum, minimum, multiply } from './merging.js';
import { elu, leakyRelu, prelu, relu, thresholdedRelu } from './rectifiers.js';
import { bidirectional } from './recurrent/bidirectional.js';
import { convolutionalLstm } from './recurrent/convolutional-lstm.js';
import { gru, lstm, rnn, simpleRnn } from './recurrent/recurrent.js';
import { timeDistributed } from './recurrent/time-distributed.js';
import { rescaling } from './rescaling.js';
import { permute, repeatVector, reshape } from './reshaping.js';
import { softmax } from './softmax.js';
import {
  convolution,
  convolution1d,
  convolution3d,
  depthwiseConvolution,
  separableConvolution,
} from './spatial/convolution.js';
import { cropping, zeroPadding } from './spatial/edges.js';
import { globalAveragePooling, globalMaxPooling } from './spatial/global-pooling.js';
import { averagePooling, maxPooling } from './spatial/pooling.js';
import { transposedConvolution, transposedConvolution3d } from './spatial/transposed-convolution.js';
import { upSampling } from './spatial/up-sampling.js';

export const layerConverters = {
  Activation: activation,
  Add: add,
  AlphaDropout: inferenceIdentity,
  Average: average,
  AveragePooling1D: averagePooling,
  AveragePooling2D: averagePooling,
  AveragePooling3D: averagePooling,
  BatchNormalization: batchNormalization,
  Bidirectional: bidirectional,
  Concatenate: concatenate,
  Conv1D: convolution1d,
  Conv2D: convolution,
  Conv2DTranspose: transposedConvolution,
  Conv3D: convolution3d,
  Conv3DTranspose: transposedConvolution3d,
  ConvLSTM2D: convolutionalLstm,
  Cropping2D: cropping,
  Dense: dense,
  DepthwiseConv2D: depthwiseConvolution,
  Dot: dot,
  Dropout: inferenceIdentity,
  ELU: elu,
  Embedding: embedding,
  Flatten: flatten,
  GRU: gru,
  GaussianDropout: inferenceIdentity,
  GaussianNoise: inferenceIdentity,
  GlobalAveragePooling1D: globalAveragePooling,
  GlobalAveragePooling2D: globalAveragePooling,
  GlobalMaxPooling1D: globalMaxPooling,
  GlobalMaxPooling2D: globalMaxPooling,
  InputLayer: inferenceIdentity,
  LSTM: lstm,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyRelu,
  Masking: masking,
  MaxPooling1D: maxPooling,
  MaxPooling2D: maxPooling,
  MaxPooling3D: maxPooling,
  Maximum: maximum,
  Minimum: minimum,
  Multiply: multiply,
  PReLU: prelu,
  Permute: permute,
  RNN: rnn,
  ReLU: relu,
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Reshape: reshape,
  SeparableConv2D: separableConvolution,
  SimpleRNN: simpleRnn,
  Softmax: softmax,
  SpatialDropout1D: inferenceIdentity,
  ThresholdedReLU: thresholdedRelu,
  UpSampling2D: upSampling,
  ZeroPadding2D: zeroPadding,
  TimeDistributed: timeDistributed,
} as const satisfies LayerConverters;
