import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputFile, rowsOfShard } from './predict-shard.js';

describe('rowsOfShard', () => {
  it.each<[number, readonly number[]]>([
    [10, [3, 3, 4]],
    [2, [0, 1, 1]],
    [0, [0, 0, 0]],
  ])('gives each of %i rows to one shard', (rows, sizes) => {
    const ranges = [0, 1, 2].map((index) => rowsOfShard({ index, count: 3 }, rows));
    expect(ranges.map(({ start, end }) => end - start)).toEqual(sizes);
    expect(ranges.map(({ start }) => start)).toEqual([0, ranges[0]?.end, ranges[1]?.end]);
    expect(ranges[2]?.end).toBe(rows);
  });
});

describe('outputFile', () => {
  const shard = { index: 3, count: 8 };
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-output-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what was asked for, where there is one shard', async () => {
    expect(await outputFile({ file: 'rows.csv', out: 'a/b.csv' })).toBe('a/b.csv');
  });

  it('names the input and the shard in a folder, be it there or not', async () => {
    const file = 'in/rows.v2.csv';
    expect(await outputFile({ file, out: folder })).toBe(join(folder, 'rows.v2-predictions.parquet'));
    expect(await outputFile({ file, out: folder, shard })).toBe(
      join(folder, 'rows.v2-predictions-00003-of-00008.parquet'),
    );
    expect(await outputFile({ file, out: 'new/', shard })).toBe(
      join('new', 'rows.v2-predictions-00003-of-00008.parquet'),
    );
  });

  it('puts the shard where {shard} stands', async () => {
    expect(await outputFile({ file: 'rows.csv', out: 'a/{shard}/b.csv', shard })).toBe(
      'a/00003-of-00008/b.csv',
    );
    expect(await outputFile({ file: 'rows.csv', out: 'a/{shard}/', shard })).toBe(
      join('a/00003-of-00008/rows-predictions.parquet'),
    );
  });

  it.each([
    ['one file for all shards', { out: 'b.csv', shard }, /must be a folder, or hold \{shard\}/],
    ['a place for a shard without one', { out: '{shard}.csv' }, /only where a shard is predicted/],
    ['the input itself', { out: './x/../rows.csv' }, /must be another file than the one that is read/],
  ])('throws PREDICT_OUT_INVALID for %s', async (_, output, message) => {
    await expect(outputFile({ file: 'rows.csv', ...output })).rejects.toMatchObject({
      code: 'PREDICT_OUT_INVALID',
      kind: 'usage',
      message: expect.stringMatching(message),
    });
  });
});
