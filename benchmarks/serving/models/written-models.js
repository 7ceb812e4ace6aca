/**
 * Models on disk as `NAME.onnx`, with rows and what onnxruntime itself says of them: every contestant's answers are held
 * against that. Rows have six digits, as JSON often has.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { networkModel, networks } from './networks.js';
import { seededNumbers } from './seeded-numbers.js';

/**
 * @typedef {object} WrittenModel
 * @property {string} name
 * @property {string} file
 * @property {readonly number[]} shape Of one row.
 * @property {readonly (readonly number[])[]} rows
 * @property {readonly (readonly number[])[]} expected Probabilities, one list a row.
 */

/** @param {string} folder @param {keyof typeof networks} name @returns {Promise<WrittenModel>} */
export async function writeModel(folder, name) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.onnx`);
  await writeFile(file, networkModel(name));
  const { shape } = networks[name];
  const size = shape.reduce((product, length) => product * length, 1);
  const random = seededNumbers(42);
  const rows = Array.from({ length: size > 10_000 ? 4 : 16 }, () =>
    Array.from({ length: size }, () => Number(random().toFixed(6))),
  );
  return { name, file, shape, rows, expected: await expectedOf(file, shape, rows) };
}

async function expectedOf(file, shape, rows) {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const expected = [];
  for (const row of rows) {
    const x = new Tensor('float32', Float32Array.from(row), [1, ...shape]);
    const { probabilities } = await session.run({ x });
    expected.push(Array.from(probabilities.data));
  }
  await session.release();
  // Rows that are all answered alike would let a mixed-up answer pass.
  const nearest = Math.min(
    ...expected.flatMap((one, i) => expected.slice(i + 1).map((other) => Math.abs(one[0] - other[0]))),
  );
  if (!(nearest > 1e-4)) throw new Error(`the rows of ${file} must have different answers; change the seed`);
  return expected;
}
