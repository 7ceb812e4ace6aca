/**
 * The table of transforms, and the types that follow from it: what a project writes and what fitting gives. A new
 * transform is a file like its neighbours and a line in each of the three lists.
 */

import { type FittedImputer, type ImputerSpec, imputerTransform } from './imputer.js';
import {
  type FittedOneHotEncoder,
  type OneHotEncoderSpec,
  oneHotEncoderTransform,
} from './one-hot-encoder.js';
import { type FittedPassthrough, type PassthroughSpec, passthroughTransform } from './passthrough.js';
import {
  type FittedStandardScaler,
  type StandardScalerSpec,
  standardScalerTransform,
} from './standard-scaler.js';
import type { Transform } from './transform.js';

interface SpecByKind {
  readonly imputer: ImputerSpec;
  readonly oneHotEncoder: OneHotEncoderSpec;
  readonly passthrough: PassthroughSpec;
  readonly standardScaler: StandardScalerSpec;
}

interface FittedByKind {
  readonly imputer: FittedImputer;
  readonly oneHotEncoder: FittedOneHotEncoder;
  readonly passthrough: FittedPassthrough;
  readonly standardScaler: FittedStandardScaler;
}

export type TransformKind = keyof SpecByKind;
/** A transform as a project writes it: plain JSON. */
export type TransformSpec<Kind extends TransformKind = TransformKind> = SpecByKind[Kind];
/** A transform with what it learned: plain JSON. */
export type FittedTransform<Kind extends TransformKind = TransformKind> = FittedByKind[Kind];

type Transforms = { readonly [Kind in TransformKind]: Transform<SpecByKind[Kind], FittedByKind[Kind]> };

export const transforms = {
  imputer: imputerTransform,
  oneHotEncoder: oneHotEncoderTransform,
  passthrough: passthroughTransform,
  standardScaler: standardScalerTransform,
} as const satisfies Transforms;

/** The transform of a kind, typed so that its spec and what it fits go together. */
export function transformOf<Kind extends TransformKind>(kind: Kind): Transforms[Kind] {
  const table: Transforms = transforms;
  return table[kind];
}
