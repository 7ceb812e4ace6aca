import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry, openBundle } from '@waymark/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RowScorer } from './row-scorer.js';
import { tinyChampion } from './testing/tiny-champion.js';

let folder = '';
let home = '';
let scorer: RowScorer;
beforeAll(async () => {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  folder = await mkdtemp(join(tmpdir(), 'waymark-stream-'));
  ({ home } = await tinyChampion(folder, 1));
  const sink = { write: () => {}, flush: async () => {}, close: async () => {} };
  scorer = await RowScorer.open({
    ...{ home, model: 'tiny', sink, logLevel: 'silent', logStream: process.stderr },
  });
});
afterAll(async () => {
  await scorer?.close();
  await rm(folder, { recursive: true, force: true });
});

const row = { age: 40, city: 'Oslo' };

describe('RowScorer', () => {
  it('gives what the bundle says of its own golden rows', async () => {
    const { golden } = await openBundle(await new FileModelRegistry(home).bundleFolder('tiny', 1));
    const outcomes = await scorer.score(golden.rows);
    expect(outcomes.length).toBeGreaterThan(10);
    outcomes.forEach((outcome, i) => {
      const expected = golden.expected.probabilities[i]?.[1] ?? Number.NaN;
      expect('probability' in outcome ? outcome.probability : outcome.error).toBeCloseTo(expected, 6);
    });
  });

  it('gives back the key, and leaves out the label', async () => {
    const outcomes = await scorer.score([{ id: 'P7', ...row, left: 'No' }, row]);
    expect(outcomes).toMatchObject([{ key: 'P7', model_version: '1' }, { key: undefined }]);
  });

  it('scores the others when a row is wrong, and tells what is wrong with it', async () => {
    const rows = [{ id: 'a', ...row }, { id: 'b', age: 'forty', city: 'Oslo' }, { id: 'c', age: 4 }, 5];
    expect(await scorer.score(rows)).toEqual([
      expect.objectContaining({ key: 'a', label: expect.stringMatching(/^(No|Yes)$/) }),
      { key: 'b', error: 'column age: must be a whole number, got text' },
      { key: 'c', error: 'missing columns city' },
      { key: undefined, error: expect.stringContaining('must be an object {column: value}') },
    ]);
  });

  it('refuses what nests deeper than it could be written out, and scores the others', async () => {
    const nested = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    const rows = [nested, { ...row, age: nested }, { id: nested, ...row }, { id: 'd', ...row }];
    expect(await scorer.score(rows)).toEqual([
      { key: undefined, error: 'must have 2 values, in the order age, city; got 1' },
      { key: undefined, error: 'column age: must be a whole number, got a list' },
      expect.objectContaining({ key: [], label: expect.stringMatching(/^(No|Yes)$/) }),
      expect.objectContaining({ key: 'd', label: expect.stringMatching(/^(No|Yes)$/) }),
    ]);
  });

  it('follows the champion', async () => {
    const { version } = await tinyChampion(folder, 2);
    await expect.poll(() => scorer.score([row])).toMatchObject([{ model_version: String(version) }]);
  });

  it('needs a champion', async () => {
    const sink = { write: () => {}, flush: async () => {}, close: async () => {} };
    await expect(
      RowScorer.open({ home, model: 'none', sink, logLevel: 'silent', logStream: process.stderr }),
    ).rejects.toMatchObject({ code: 'CHAMPION_MISSING' });
  });
});
