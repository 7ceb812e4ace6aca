/** Expected values: scikit-learn 1.9.1, PowerTransformer, and its StandardScaler for the standardised ones. */

import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { encodeColumn, fitColumn } from '../testing/one-column.js';
import { type PowerTransformerOptions, powerTransformer } from './power-transformer.js';
import { standardScaler } from './standard-scaler.js';

/** Two searches stop at different points of the likelihood's flat peak. */
const lambdaDigits = 5;
/** What that difference makes of the values furthest out. */
const valueDigits = 4;

interface Case {
  readonly method: 'yeoJohnson' | 'boxCox';
  readonly train: readonly number[];
  readonly lambda: number;
  readonly rows: readonly number[];
  readonly plain: readonly number[];
  readonly standardised: readonly number[];
}

const cases: readonly Case[] = [
  {
    method: 'yeoJohnson',
    train: [1, 2, 4, 8, 16, 32],
    lambda: -0.14411904179963217,
    rows: [-5, 0, 1, 3],
    plain: [-21.270628715974738, 0, 0.6596505783615617, 1.2565893574903846],
    standardised: [-31.734321799761783, -2.3204385008663286, -1.4082470753536522, -0.5827760551814254],
  },
  {
    method: 'yeoJohnson',
    train: [-3, -1, 0, 0.5, 2, 9, 20],
    lambda: 0.43623505473075425,
    rows: [-5, 0, 1, 3],
    plain: [-9.896479180945452, 0, 0.8093541804832618, 1.9044659611597172],
    standardised: [-3.1939078756607295, -0.2537394021245737, -0.013286448920438159, 0.31206290751961174],
  },
  {
    method: 'yeoJohnson',
    train: [-9, -4, -2, -1],
    lambda: 2.342522531612358,
    rows: [-5, 0, 1, 3],
    plain: [-1.3390814050085653, 0, 1.7382487015093815, 10.554449256868633],
    standardised: [-0.6834077605904088, 3.000195376721725, 7.7818452049991516, 32.03383160659256],
  },
  {
    method: 'boxCox',
    train: [1, 2, 4, 8, 16, 30],
    lambda: 0.017716577029937005,
    rows: [1, 3, 12],
    plain: [0, 1.109373494844737, 2.540416050269151],
    standardised: [-1.462514692539828, -0.5412361141733678, 0.6471723498559866],
  },
  {
    method: 'boxCox',
    train: [0.5, 1, 1.5, 7, 9, 9.5],
    lambda: 0.18161381605147317,
    rows: [1, 3, 12],
    plain: [0, 1.215879388719358, 3.140410419068565],
    standardised: [-0.9136500627860353, -0.0349058069732711, 1.3559974386471974],
  },
];

function lambdaOf(options: PowerTransformerOptions, train: readonly number[]): number {
  const fitted = fitColumn(powerTransformer(options), train);
  if (fitted?.kind !== 'powerTransformer') throw new TypeError('the first step is a powerTransformer');
  return fitted.lambda;
}

describe('powerTransformer', () => {
  it.each(cases)('finds the exponent of scikit-learn: $method of $train', ({ method, train, lambda }) => {
    expect(lambdaOf({ method }, train)).toBeCloseTo(lambda, lambdaDigits);
  });

  it.each(cases)('transforms as scikit-learn does: $method of $train', async ({
    method,
    train,
    rows,
    ...expected
  }) => {
    const plain = await encodeColumn([powerTransformer({ method })], { train, rows });
    expectClose(plain.features.flat(), expected.plain);
    const both = await encodeColumn([powerTransformer({ method }), standardScaler()], { train, rows });
    expectClose(both.features.flat(), expected.standardised);
  });

  it('leaves missing training values out', () => {
    expect(lambdaOf({}, [1, NaN, 2, 4, 8, NaN, 16, 32])).toBeCloseTo(-0.14411904179963217, lambdaDigits);
  });

  it('moves a constant column only', async () => {
    expect(lambdaOf({}, [4, 4, 4])).toBe(1);
    const chain = [powerTransformer(), standardScaler()];
    expect((await encodeColumn(chain, { train: [4, 4, 4], rows: [4, 5] })).features).toEqual([[0], [1]]);
  });

  it('counts what Box-Cox is not defined for as the smallest of training, and shows a NaN', async () => {
    const { features } = await encodeColumn([powerTransformer({ method: 'boxCox' })], {
      train: [1, 2, 4, 8, 16, 30],
      rows: [0, -1e300, NaN],
    });
    expect(features).toEqual([[0], [0], [NaN]]);
    expect((await encodeColumn([powerTransformer()], { train: [1, 2], rows: [NaN] })).features).toEqual([
      [NaN],
    ]);
  });

  it('refuses what it cannot be fitted on', () => {
    const fit = (options: PowerTransformerOptions, values: readonly number[]) =>
      errorOf(() => fitColumn(powerTransformer(options), values));
    expect(fit({}, [NaN]).code).toBe('PREPROCESSING_NOTHING_TO_FIT');
    expect(fit({ method: 'boxCox' }, [0, 1]).message).toContain(
      'Box-Cox needs values above 0; the smallest is 0',
    );
  });
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, valueDigits);
}
