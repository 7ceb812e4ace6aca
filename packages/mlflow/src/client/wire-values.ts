/**
 * The values that MLflow keeps as they are. A server answers 200 to others and cuts, changes or drops them: long
 * values are truncated, a fraction as step becomes 0, a bare NaN loses the fields after it. So they are refused here.
 * Limits: `mlflow/utils/validation.py` of 3.17.
 */

import { posix } from 'node:path';
import { z } from 'zod';

export const batchLimits = { metrics: 1000, params: 100, tags: 100, total: 1000 } as const;

/** Letters, digits, `_ - . : /` and spaces, as a path that is already normal: no `..`, `//`, `.` or leading `/`. */
const keyPattern = /^[\p{L}\p{N}_\-. :/]+$/u;

/** The name of a metric, a parameter or a tag. */
export const key = z
  .string()
  .max(250)
  .refine(isPlainKey, 'must be letters, digits, _ - . : / or spaces, and no path such as ../a, a//b or /a');

function isPlainKey(name: string): boolean {
  return (
    keyPattern.test(name) && name !== '.' && !/^\/|^\.\.|\/$/.test(name) && posix.normalize(name) === name
  );
}

const paramValue = z.string().max(6000);
export const tagValue = z.string().max(8000);

/** int64 as JavaScript can hold it: a whole number below 2^53. */
export const int64 = z.int();
export const timestampMs = z.int().min(0);

/** A tag, and the same shape in answers. */
export const tag = z.object({ key: z.string(), value: z.string().default('') });
export const newTag = z.strictObject({ key, value: tagValue });
export type NewTag = z.input<typeof newTag>;
export const newParam = z.strictObject({ key, value: paramValue });

/** Answers may have int64 as a number or, from some proxies, as protobuf's JSON string. */
export const int64Answer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** A double as protobuf's JSON wants it: NaN and the infinities are strings. */
export const wireDouble = z
  .union([z.number(), z.nan(), z.literal(Number.POSITIVE_INFINITY), z.literal(Number.NEGATIVE_INFINITY)])
  .transform((value) => (Number.isFinite(value) ? value : String(value)));

/**
 * A double as servers answer it. They store an infinity as the largest double, as MLflow's own client knows it; here
 * it becomes an infinity again.
 */
export const doubleAnswer = z.union([z.number(), z.string()]).transform((text) => {
  const value = Number(text);
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Number.POSITIVE_INFINITY : value;
});

/** A path inside of artifacts, with `/` between its parts. A server refuses `#`, and takes what lies outside as its own. */
export const artifactPath = z
  .string()
  .refine(
    (path) =>
      path !== '' && !/[#\\\0]/.test(path) && path.split('/').every((part) => !/^\.{0,2}$/.test(part)),
    'must be a relative path such as model/MLmodel, without #, backslashes, empty parts, . and ..',
  );

/** Names of aliases. `latest` and `v1` mean something else in a model's URI. */
export const aliasName = z
  .string()
  .max(255)
  .regex(
    /^(?!latest$|v\d+$)[\p{L}\p{N}_-]+$/iu,
    'must be letters, digits, _ or -, and neither latest nor v1',
  );

export const modelName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^/:]+$/, 'must not hold / or :');

/** A tag of a registered model or of a version: shorter values than a run's. */
export const newRegistryTag = z.strictObject({ key, value: z.string().max(5000) });

/** A version of a model. On the wire it is text. */
export const versionNumber = z.int().min(1).transform(String);
export const versionAnswer = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
