/**
 * One column a category: scikit-learn's OneHotEncoder with `min_frequency`, for text. In the graph one lookup imputes,
 * indexes and finds unknown values, and one op makes the columns; an index past the last column is a row of zeros.
 * Where there is nothing to impute or to put together, that op reads the text itself.
 */

import { emitOneHot } from './emit-one-hot.js';
import { missingTexts } from './missing-text.js';
import type { Transform } from './transform.js';
import { countTexts, mostFrequent } from './value-counts.js';

export interface OneHotEncoderOptions {
  /** Categories seen less often than this share one column, the last. Default: each has its own. */
  readonly infrequentBelow?: number;
  /**
   * A value that was not seen in training: a row of zeros (default), or the column of the infrequent ones where there
   * is one.
   */
  readonly unknown?: 'zeros' | 'infrequent';
  /**
   * A missing value: the most frequent category (default), a row of zeros, or a category of its own, which is treated
   * like any other (infrequent below the limit, unknown when none was missing in training).
   */
  readonly missing?: 'category' | 'zeros' | 'mostFrequent';
}

export type OneHotEncoderSpec = { readonly kind: 'oneHotEncoder' } & OneHotEncoderOptions;

export interface FittedOneHotEncoder {
  readonly kind: 'oneHotEncoder';
  /** What the columns stand for: the categories in code-unit order, then `<missing>`, then `<infrequent>`. */
  readonly labels: readonly string[];
  /** Each text that is known, those that mean missing included. */
  readonly texts: readonly string[];
  /** The column of each of `texts`; labels.length is a row of zeros. */
  readonly indices: readonly number[];
  /** The index for every other text. */
  readonly unknown: number;
}

/**
 * Encodes text as one column a category.
 *
 * @example
 * oneHotEncoder({ infrequentBelow: 20 }); // => { kind: 'oneHotEncoder', infrequentBelow: 20 }
 */
export function oneHotEncoder(options: OneHotEncoderOptions = {}): OneHotEncoderSpec {
  return { kind: 'oneHotEncoder', ...options };
}

export const oneHotEncoderTransform: Transform<OneHotEncoderSpec, FittedOneHotEncoder> = {
  stages: () => ({ text: 'features' }),
  fillsMissing: true,

  check({ infrequentBelow = 1 }) {
    return Number.isInteger(infrequentBelow) && infrequentBelow >= 1
      ? []
      : [`infrequentBelow must be a whole number from 1; got ${infrequentBelow}`];
  },

  fit(spec, { schema, values }) {
    if (values instanceof Float64Array) throw new TypeError('stages lets text pass only');
    const counts = countTexts(values);
    const missingCount = values.filter((value) => value === '').length;
    const fitted = fitColumns(spec, {
      counts,
      missingCount,
      missing: missingTexts(schema, new Set(counts.keys())),
    });
    return fitted.labels.length === 0 ? 'the encoder finds no category' : { fitted, values };
  },

  emit(builder, fitted, value) {
    const { labels, texts, indices, unknown } = fitted;
    if (areColumnsTexts(fitted))
      return builder.add('OneHotEncoder', [value], { cats_strings: labels, zeros: 1 });
    const index = builder.add('LabelEncoder', [value], {
      keys_strings: texts,
      values_int64s: indices,
      default_int64: unknown,
    });
    return emitOneHot(builder, index, labels.length); // [N, labels]
  },

  featureNames: ({ labels }, column) => labels.map((label) => `${column}=${label}`),
};

/** Whether each column stands for one text and all else is a row of zeros: then no lookup has to come before. */
function areColumnsTexts({ labels, texts, indices, unknown }: FittedOneHotEncoder): boolean {
  const zeros = labels.length;
  if (unknown !== zeros) return false;
  return texts.every((text, i) =>
    indices[i] === zeros ? !labels.includes(text) : labels[indices[i] ?? zeros] === text,
  );
}

interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  readonly missingCount: number;
  /** The texts that mean missing. */
  readonly missing: readonly string[];
}

function fitColumns(spec: OneHotEncoderSpec, counted: Counted): FittedOneHotEncoder {
  const { infrequentBelow: limit = 1, missing = 'mostFrequent' } = spec;
  const { counts, missingCount } = counted;
  const all = [...counts.keys()];
  const frequent = all.filter((text) => (counts.get(text) ?? 0) >= limit);
  const missingIsSeen = missing === 'category' && missingCount > 0;
  const missingIsFrequent = missingIsSeen && missingCount >= limit;
  const hasInfrequent = frequent.length < all.length || (missingIsSeen && !missingIsFrequent);
  const labels = [...frequent];
  if (missingIsFrequent) labels.push('<missing>');
  if (hasInfrequent) labels.push('<infrequent>');

  const zeros = labels.length;
  const infrequent = zeros - 1;
  const unknown = spec.unknown === 'infrequent' && hasInfrequent ? infrequent : zeros;
  const columnOf = (text: string): number => (frequent.includes(text) ? frequent.indexOf(text) : infrequent);
  const mode = mostFrequent(counts);
  const missingColumn = {
    category: missingIsFrequent ? frequent.length : missingIsSeen ? infrequent : unknown,
    zeros,
    mostFrequent: mode === undefined ? zeros : columnOf(mode),
  }[missing];
  return {
    kind: 'oneHotEncoder',
    labels,
    texts: [...all, ...counted.missing],
    indices: [...all.map(columnOf), ...counted.missing.map(() => missingColumn)],
    unknown,
  };
}
