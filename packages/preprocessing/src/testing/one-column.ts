/** For tests of one transform: a table with the single column `x`, and what a chain makes of it. */

import type { FittedPreprocessing } from '../fit-chains.js';
import { fitPreprocessing } from '../fit-preprocessing.js';
import type { FittedTransform, TransformSpec } from '../transforms/transforms.js';
import { type Encoded, encode, schemaOf, tableOf } from './encode.js';

export type Values = readonly number[] | readonly string[];

/** The first step of the chain, fitted on `train`. */
export function fitColumn(spec: TransformSpec, train: Values): FittedTransform | undefined {
  const fitted: FittedPreprocessing = fitPreprocessing(
    { x: [spec] },
    schemaFor(train),
    tableOf({ x: train }),
  );
  return fitted.columns[0]?.steps[0];
}

/** Fits the chain on `train` and encodes `rows`; a list a row. */
export function encodeColumn(
  chain: readonly TransformSpec[],
  { train, rows = train }: { readonly train: Values; readonly rows?: Values },
): Promise<Encoded> {
  return encode({ x: chain }, schemaFor(train), { train: { x: train }, rows: { x: rows } });
}

function schemaFor(values: Values) {
  const isText = typeof values[0] === 'string';
  return schemaOf(
    isText ? { name: 'x', type: 'text', nullable: true } : { name: 'x', type: 'number', nullable: false },
  );
}
