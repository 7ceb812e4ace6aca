/**
 * Every layer class of tfjs-layers 4.22 and what becomes of it in an export: the rows of docs/supported-layers.md. The
 * classes that can never have an ONNX form stand here with their reasons, which refusals show too.
 */

import type { LayerConverters } from './layer-converter.js';

/** Classes that tfjs-layers registers for saving and loading; a test compares them with tfjs itself. */
export const tfjsLayerClasses: readonly string[] = [
  ...['Activation', 'Add', 'AlphaDropout', 'Average', 'AveragePooling1D', 'AveragePooling2D'],
  ...['AveragePooling3D', 'BatchNormalization', 'Bidirectional', 'CategoryEncoding', 'CenterCrop'],
  ...['Concatenate', 'Conv1D', 'Conv2D', 'Conv2DTranspose', 'Conv3D', 'Conv3DTranspose', 'ConvLSTM2D'],
  ...['ConvLSTM2DCell', 'Cropping2D', 'Dense', 'DepthwiseConv2D', 'Dot', 'Dropout', 'ELU', 'Embedding'],
  ...['Flatten', 'Functional', 'GRU', 'GRUCell', 'GaussianDropout', 'GaussianNoise'],
  ...['GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
  ...['InputLayer', 'LSTM', 'LSTMCell', 'LayerNormalization', 'LeakyReLU', 'Masking', 'MaxPooling1D'],
  ...['MaxPooling2D', 'MaxPooling3D', 'Maximum', 'Minimum', 'Model', 'Multiply', 'PReLU', 'Permute', 'RNN'],
  ...['RandomWidth', 'ReLU', 'RepeatVector', 'Rescaling', 'Reshape', 'Resizing', 'SeparableConv2D'],
  ...['Sequential', 'SimpleRNN', 'SimpleRNNCell', 'Softmax', 'SpatialDropout1D', 'StackedRNNCells'],
  ...['ThresholdedReLU', 'TimeDistributed', 'UpSampling2D', 'ZeroPadding2D'],
];

/** Why a class has no ONNX form and will not get one. */
export const refusedLayers: Readonly<Record<string, string>> = {
  CategoryEncoding:
    'tfjs itself overwrites the shape of its input, so that no model with it predicts; encode before the model',
  CenterCrop:
    'tfjs itself overwrites the shape of its input, so that no model with it predicts; use cropping2D instead',
  RandomWidth: 'it is random at inference too, so nothing could agree with it; remove it before the export',
  Resizing: 'tfjs itself fails on it in a model; resize before the model, or use upSampling2d',
};

/** Models as layers: the layers in them take their place. */
const models: readonly string[] = ['Functional', 'Model', 'Sequential'];

/** Cells are no layers of a model by themselves, but parts of these. */
const hostsOfCells: Readonly<Record<string, string>> = {
  ConvLSTM2DCell: 'ConvLSTM2D',
  GRUCell: 'RNN',
  LSTMCell: 'RNN',
  SimpleRNNCell: 'RNN',
  StackedRNNCells: 'RNN',
};

export type LayerSupport = { readonly className: string } & (
  | { readonly state: 'exported'; readonly note: string }
  | { readonly state: 'refused'; readonly note: string }
  | { readonly state: 'missing'; readonly note: '' }
);

/** What `converters` make of each class, in the order of the alphabet. */
export function layerSupport(converters: LayerConverters): readonly LayerSupport[] {
  return [...tfjsLayerClasses].sort().map((className) => supportOf(className, converters));
}

function supportOf(className: string, converters: LayerConverters): LayerSupport {
  const converter = own(converters, className);
  if (converter) return { className, state: 'exported', note: converter.limits ?? '' };
  if (models.includes(className))
    return { className, state: 'exported', note: 'its own layers take its place' };
  const reason = own(refusedLayers, className);
  if (reason) return { className, state: 'refused', note: reason };
  const host = own(hostsOfCells, className);
  if (host && own(converters, host)) return { className, state: 'exported', note: `as the cell of ${host}` };
  return { className, state: 'missing', note: '' };
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
