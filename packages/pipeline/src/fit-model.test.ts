import { createHash } from 'node:crypto';
import { featureSchema, type Table } from '@waymark/contracts';
import {
  featureCross,
  oneHotEncoder,
  standardScaler,
  targetEncoder,
  tfidfEncoder,
} from '@waymark/preprocessing';
import { predictProbabilities, selectBackend } from '@waymark/training';
import { describe, expect, it } from 'vitest';
import { encodeSplits, fitModel } from './fit-model.js';
import { buildClassifier } from './fused-graph.js';
import { positiveProbabilities } from './labels.js';
import { withTableSession } from './table-session.js';
import { tinyProject } from './testing/tiny-project.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'integer', role: 'key' },
    { name: 'postcode', type: 'text' },
    { name: 'city', type: 'category', values: ['Bergen', 'Oslo'] },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

/** Two rows a postcode, and labels that no column knows anything of. */
function noise(rows: number): Table {
  const numbers = Array.from({ length: rows }, (_, row) => row);
  return {
    rows,
    columns: {
      id: Float64Array.from(numbers),
      postcode: numbers.map((row) => `postcode ${(row * 7) % (rows / 2)}`),
      city: numbers.map((row) => (row % 3 === 0 ? 'Bergen' : 'Oslo')),
      left: numbers.map((row) => (isHeads(row) ? 'Yes' : 'No')),
    },
  };
}

/** A coin for each row: the first bit of its hash. */
function isHeads(row: number): boolean {
  return createHash('sha256').update(String(row)).digest().readUInt8() < 128;
}

/** By how much the positive rows' mean is above that of the others: 1 when the column gives the label away. */
function gapBetweenClasses(features: Float32Array, labels: Uint8Array, width: number): number {
  const meanOf = (label: number): number => {
    const own = [...labels.keys()].filter((row) => labels[row] === label);
    return own.reduce((sum, row) => sum + (features[row * width] ?? Number.NaN), 0) / own.length;
  };
  return meanOf(1) - meanOf(0);
}

describe('encodeSplits', () => {
  const tables = { train: noise(600), validation: noise(60) };

  it('gives a target encoder to training that knows nothing of a row by its own label', async () => {
    const project = tinyProject({
      schema,
      preprocessing: { postcode: [targetEncoder({ smooth: 0 })], city: [oneHotEncoder()] },
    });
    const { train, encoder } = await encodeSplits(project, tables);
    const served = await withTableSession(encoder, schema, (session) =>
      session.runFloats(tables.train, 'features'),
    );
    const gap = (features: Float32Array) => gapBetweenClasses(features, train.labels, train.width);
    expect(Math.abs(gap(train.features))).toBeLessThan(0.1);
    // As it is served, the mean of a postcode's two rows holds the row's own label: half of it shows.
    expect(gap(served)).toBeGreaterThan(0.4);
  });

  it('gives the same matrix each time, and rows in their own order', async () => {
    const project = tinyProject({
      schema,
      preprocessing: { postcode: [targetEncoder()], city: [oneHotEncoder()] },
    });
    const { train, featureNames } = await encodeSplits(project, tables);
    expect(featureNames).toEqual(['postcode', 'city=Bergen', 'city=Oslo']);
    const bergen = Array.from({ length: 6 }, (_, row) => train.features[row * train.width + 1]);
    expect(bergen).toEqual([1, 0, 0, 1, 0, 0]);
    expect((await encodeSplits(project, tables)).train.features).toEqual(train.features);
  });
});

describe('fitModel', () => {
  it('fits on raw text, a cross and a target encoder, and the served graph gives the same', async () => {
    const project = tinyProject({
      schema,
      preprocessing: {
        postcode: [tfidfEncoder({ maxTokens: 20 })],
        city: [targetEncoder(), standardScaler()],
        both: featureCross(['postcode', 'city'], [oneHotEncoder({ infrequentBelow: 2 })]),
      },
    });
    const tables = { train: noise(300), validation: noise(60) };
    const encoded = await encodeSplits(project, tables);
    await selectBackend('wasm');
    const { model } = await fitModel(project.model, encoded, { ...project.training, epochs: 3 });
    try {
      const expected = await predictProbabilities(model, encoded.validation);
      const bytes = buildClassifier(project, encoded.fitted, { model, threshold: 0.5 });
      const served = await withTableSession(bytes, schema, (session) => session.classify(tables.validation));
      const probabilities = positiveProbabilities(served.probabilities, project);
      expect(probabilities).toHaveLength(60);
      // float32 rounding through the graph is below 1e-6.
      for (const [row, probability] of probabilities.entries())
        expect(probability).toBeCloseTo(expected[row] ?? Number.NaN, 6);
    } finally {
      model.dispose();
    }
  });
});
