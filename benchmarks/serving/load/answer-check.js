/**
 * Whether an answer's numbers are those that the model gives for the row that was asked about. The expected ones come by
 * version, so that a server may change its version in between; where answers name none, the version is ''.
 */

/** Batches of other rows may change the last bits of a sum of 4,096 products. */
const defaultTolerance = 1e-5;

/** @type {Record<string, (answer: any, output: string) => { version: string, values: readonly number[] }>} */
const formats = {
  'open-inference': ({ model_version: version, outputs }, output) => ({
    version: version ?? '',
    values: outputs.find(({ name }) => name === output)?.data.flat() ?? [],
  }),
  probabilities: (answer, output) => ({ version: '', values: answer[output].flat() }),
  predictions: ({ model_version: version, predictions }, output) => ({
    version: version ?? '',
    values: Object.values(predictions[0][output]),
  }),
};

/**
 * @param {object} check
 * @param {keyof typeof formats} check.format
 * @param {string} check.output Its name.
 * @param {Record<string, readonly (readonly number[])[]>} check.expected By version, then by row; `*` is any version.
 * @param {number} [check.tolerance] Default 1e-5.
 * @returns The answer's version, or what is wrong with it.
 */
export function checkAnswer({ format, output, expected, tolerance = defaultTolerance }, row, body) {
  try {
    const { version, values } = formats[format](JSON.parse(body), output);
    const wanted = (expected[version] ?? expected['*'])?.[row] ?? [];
    const isRight =
      wanted.length > 0 &&
      values.length === wanted.length &&
      values.every((value, i) => typeof value === 'number' && Math.abs(value - wanted[i]) <= tolerance);
    if (isRight) return { version };
    const from = version === '' ? '' : `, version ${version}`;
    return {
      problem: `row ${row}${from}: must be ${wanted.join(', ')}, got ${values.slice(0, 10).join(', ')}`,
    };
  } catch (error) {
    return { problem: `row ${row}: ${error.message}; got ${body.slice(0, 200)}` };
  }
}
