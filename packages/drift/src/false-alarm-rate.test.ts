/**
 * The contract that a monitor lives by, measured: how often windows alarm when nothing changed, and how often they
 * do when something did. Seeded, so the counts never vary; the bounds are those that a right program keeps with
 * 99.9 % probability at any seed.
 */

import { featureSchema, type Table } from '@waymark/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildReferenceProfile } from './build-reference-profile.js';
import { compareWithReference } from './compare-with-reference.js';

const referenceRows = 5000;
const windowSizes = [50, 200, 1000];
const trials = 300;
/** scipy.stats.binom.ppf([0.0005, 0.9995], 300, 0.05) */
const fivePercentOfTrials = { least: 4, most: 29 };

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'normal', type: 'number' },
    { name: 'dozens', type: 'integer' },
    { name: 'four', type: 'text' },
    { name: 'hundreds', type: 'text' },
    { name: 'label', type: 'category', role: 'label', values: ['no', 'yes'] },
  ],
});
const features = ['normal', 'dozens', 'four', 'hundreds'] as const;

type Random = () => number;

/** Mulberry32: uniform in [0, 1), the same for the same seed everywhere. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values with probabilities in proportion to 1, 1/2, 1/3 … */
function zipf(count: number, random: Random): () => string {
  const weights = Array.from({ length: count }, (_, i) => 1 / (i + 1));
  const total = weights.reduce((a, b) => a + b);
  let reached = 0;
  const cumulative = weights.map((weight) => {
    reached += weight / total;
    return reached;
  });
  return () => {
    const u = random();
    return `v${cumulative.findIndex((limit) => u < limit)}`;
  };
}

function source(random: Random) {
  const four = zipf(4, random);
  const hundreds = zipf(200, random);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return (rows: number): Table => ({
    rows,
    columns: {
      normal: Float64Array.from({ length: rows }, normal),
      // Geometric with a sparse tail: ties, value bins and pooling at once.
      dozens: Float64Array.from({ length: rows }, () => Math.floor(-1.5 * Math.log(1 - random()))),
      four: Array.from({ length: rows }, four),
      hundreds: Array.from({ length: rows }, hundreds),
    },
  });
}

const probabilities = Float64Array.from({ length: 100 }, (_, i) => i / 100);
const noFloors = { psiFloors: { warn: 0, drift: 0 }, shareFloors: { warn: 0, drift: 0 } };

describe('the false-alarm rate of compareWithReference', () => {
  const draw = source(seeded(20240607));
  const alarms = new Map<string, number>();
  const count = (what: string, happened: boolean) =>
    alarms.set(what, (alarms.get(what) ?? 0) + Number(happened));
  beforeAll(() => {
    for (let trial = 0; trial < trials; trial++) {
      const profile = buildReferenceProfile(draw(referenceRows), schema, probabilities);
      for (const rows of windowSizes) {
        const window = draw(rows);
        const bare = compareWithReference(profile, window, { minRows: 50, alpha: 0.05, ...noFloors });
        count(`window ${rows}`, bare.verdict === 'drift');
        for (const { name, pValue } of bare.columns) count(`${name} ${rows}`, (pValue ?? 1) <= 0.05);
        count(`default ${rows}`, compareWithReference(profile, window, { minRows: 50 }).verdict === 'drift');
      }
    }
  });
  const alarmsOf = (what: string) => alarms.get(what) ?? Number.NaN;

  it.each(
    windowSizes,
  )("is 5 %% at p <= 0.05 for each column's distribution in windows of %d rows", (rows) => {
    for (const name of features) {
      expect(alarmsOf(`${name} ${rows}`), name).toBeGreaterThanOrEqual(fivePercentOfTrials.least);
      expect(alarmsOf(`${name} ${rows}`), name).toBeLessThanOrEqual(fivePercentOfTrials.most);
    }
  });

  it.each(windowSizes)('is at most alpha for whole windows of %d rows, before any effect floor', (rows) => {
    expect(alarmsOf(`window ${rows}`)).toBeLessThanOrEqual(fivePercentOfTrials.most);
  });

  it.each(windowSizes)('is at most 1 %% under the default policy in windows of %d rows', (rows) => {
    // scipy.stats.binom.ppf(0.9995, 300, 0.01)
    expect(alarmsOf(`default ${rows}`)).toBeLessThanOrEqual(10);
  });
});

describe('the power of compareWithReference', () => {
  const draw = source(seeded(7));
  const random = seeded(8);
  const profile = buildReferenceProfile(draw(referenceRows), schema, probabilities);
  const windows = Array.from({ length: 50 }, () => draw(500));
  const numbers = (change: (value: number) => number) => (column: unknown) =>
    column instanceof Float64Array ? column.map(change) : [];
  const words = (change: (value: string) => string) => (column: unknown) =>
    Array.isArray(column) ? column.map(change) : [];

  it.each([
    { what: 'a shift by half a standard deviation', name: 'normal', change: numbers((x) => x + 0.5) },
    { what: 'a spread half as wide again', name: 'normal', change: numbers((x) => x * 1.5) },
    { what: '3 % missing', name: 'normal', change: numbers((x) => (random() < 0.03 ? Number.NaN : x)) },
    { what: '3 % out of range', name: 'normal', change: numbers((x) => (random() < 0.03 ? 99 : x)) },
    { what: '20 points more of a value', name: 'four', change: words((v) => (random() < 0.227 ? 'v3' : v)) },
    { what: '3 % unseen', name: 'four', change: words((v) => (random() < 0.03 ? 'new' : v)) },
  ])('is above 90 % for $what in 500 rows', ({ name, change }) => {
    const found = windows.filter((window) => {
      const columns = { ...window.columns, [name]: change(window.columns[name]) };
      return compareWithReference(profile, { rows: 500, columns }).driftedColumns.includes(name);
    });
    expect(found.length).toBeGreaterThan(45);
  });
});
