/**
 * The table of transforms, and the types that follow from it: what a project writes and what fitting gives. A new
 * transform is a file like its neighbours and a line in each of the three lists.
 */

import {
  type BinDiscretizerSpec,
  binDiscretizerTransform,
  type FittedBinDiscretizer,
} from './bin-discretizer.js';
import { type ClipSpec, clipTransform, type FittedClip } from './clip.js';
import {
  type CyclicEncoderSpec,
  cyclicEncoderTransform,
  type FittedCyclicEncoder,
} from './cyclic-encoder.js';
import {
  type FittedFrequencyEncoder,
  type FrequencyEncoderSpec,
  frequencyEncoderTransform,
} from './frequency-encoder.js';
import { type FittedImputer, type ImputerSpec, imputerTransform } from './imputer.js';
import { type FittedLog1p, type Log1pSpec, log1pTransform } from './log1p.js';
import { type FittedMinMaxScaler, type MinMaxScalerSpec, minMaxScalerTransform } from './min-max-scaler.js';
import {
  type FittedOneHotEncoder,
  type OneHotEncoderSpec,
  oneHotEncoderTransform,
} from './one-hot-encoder.js';
import {
  type FittedOrdinalEncoder,
  type OrdinalEncoderSpec,
  ordinalEncoderTransform,
} from './ordinal-encoder.js';
import { type FittedPassthrough, type PassthroughSpec, passthroughTransform } from './passthrough.js';
import {
  type FittedPowerTransformer,
  type PowerTransformerSpec,
  powerTransformerTransform,
} from './power-transformer.js';
import { type FittedRobustScaler, type RobustScalerSpec, robustScalerTransform } from './robust-scaler.js';
import {
  type FittedStandardScaler,
  type StandardScalerSpec,
  standardScalerTransform,
} from './standard-scaler.js';
import {
  type FittedTargetEncoder,
  type TargetEncoderSpec,
  targetEncoderTransform,
} from './target-encoder.js';
import { type FittedTfidfEncoder, type TfidfEncoderSpec, tfidfEncoderTransform } from './tfidf-encoder.js';
import { type FittedTokenIds, type TokenIdsSpec, tokenIdsTransform } from './token-ids.js';
import type { Transform } from './transform.js';

interface SpecByKind {
  readonly binDiscretizer: BinDiscretizerSpec;
  readonly clip: ClipSpec;
  readonly cyclicEncoder: CyclicEncoderSpec;
  readonly frequencyEncoder: FrequencyEncoderSpec;
  readonly imputer: ImputerSpec;
  readonly log1p: Log1pSpec;
  readonly minMaxScaler: MinMaxScalerSpec;
  readonly oneHotEncoder: OneHotEncoderSpec;
  readonly ordinalEncoder: OrdinalEncoderSpec;
  readonly passthrough: PassthroughSpec;
  readonly powerTransformer: PowerTransformerSpec;
  readonly robustScaler: RobustScalerSpec;
  readonly standardScaler: StandardScalerSpec;
  readonly targetEncoder: TargetEncoderSpec;
  readonly tfidfEncoder: TfidfEncoderSpec;
  readonly tokenIds: TokenIdsSpec;
}

interface FittedByKind {
  readonly binDiscretizer: FittedBinDiscretizer;
  readonly clip: FittedClip;
  readonly cyclicEncoder: FittedCyclicEncoder;
  readonly frequencyEncoder: FittedFrequencyEncoder;
  readonly imputer: FittedImputer;
  readonly log1p: FittedLog1p;
  readonly minMaxScaler: FittedMinMaxScaler;
  readonly oneHotEncoder: FittedOneHotEncoder;
  readonly ordinalEncoder: FittedOrdinalEncoder;
  readonly passthrough: FittedPassthrough;
  readonly powerTransformer: FittedPowerTransformer;
  readonly robustScaler: FittedRobustScaler;
  readonly standardScaler: FittedStandardScaler;
  readonly targetEncoder: FittedTargetEncoder;
  readonly tfidfEncoder: FittedTfidfEncoder;
  readonly tokenIds: FittedTokenIds;
}

export type TransformKind = keyof SpecByKind;
/** A transform as a project writes it: plain JSON. */
export type TransformSpec<Kind extends TransformKind = TransformKind> = SpecByKind[Kind];
/** A transform with what it learned: plain JSON. */
export type FittedTransform<Kind extends TransformKind = TransformKind> = FittedByKind[Kind];

type Transforms = { readonly [Kind in TransformKind]: Transform<SpecByKind[Kind], FittedByKind[Kind]> };

export const transforms = {
  binDiscretizer: binDiscretizerTransform,
  clip: clipTransform,
  cyclicEncoder: cyclicEncoderTransform,
  frequencyEncoder: frequencyEncoderTransform,
  imputer: imputerTransform,
  log1p: log1pTransform,
  minMaxScaler: minMaxScalerTransform,
  oneHotEncoder: oneHotEncoderTransform,
  ordinalEncoder: ordinalEncoderTransform,
  passthrough: passthroughTransform,
  powerTransformer: powerTransformerTransform,
  robustScaler: robustScalerTransform,
  standardScaler: standardScalerTransform,
  targetEncoder: targetEncoderTransform,
  tfidfEncoder: tfidfEncoderTransform,
  tokenIds: tokenIdsTransform,
} as const satisfies Transforms;

/** The transform of a kind, typed so that its spec and what it fits go together. */
export function transformOf<Kind extends TransformKind>(kind: Kind): Transforms[Kind] {
  const table: Transforms = transforms;
  return table[kind];
}
