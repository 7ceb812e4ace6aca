/** A project for tests: 4 columns, simulated, learnable, and trained in well below a second. */

import { featureSchema, type Table } from '@waymark/contracts';
import { imputer, oneHotEncoder, standardScaler } from '@waymark/preprocessing';
import { logisticRegression } from '@waymark/training';
import { defineProject } from '../define-project.js';
import type { Project, ProjectDefinition } from '../project.js';

export const tinySchema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer', min: 0 },
    { name: 'income', type: 'number', nullable: true },
    { name: 'city', type: 'category', values: ['Bergen', 'Oslo'] },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

/** A linear congruential generator (Numerical Recipes): enough for a test's rows. */
function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Young people in Oslo leave; every tenth income is missing. `flip` turns the labels round. */
export function tinyTable(options: {
  readonly rows: number;
  readonly seed: number;
  readonly flip?: boolean;
}): Table {
  const next = uniforms(options.seed);
  const rows = Array.from({ length: options.rows }, (_, i) => {
    const age = 18 + Math.floor(next() * 60);
    const city = next() < 0.5 ? 'Oslo' : 'Bergen';
    const leaves = next() < 1 / (1 + Math.exp((age - 40) / 6 - (city === 'Oslo' ? 1 : -1)));
    const income = next() < 0.1 ? Number.NaN : 300 + 10 * age + 50 * next();
    return {
      id: `T-${options.seed}-${i}`,
      age,
      income,
      city,
      left: leaves !== (options.flip ?? false) ? 'Yes' : 'No',
    };
  });
  return {
    rows: options.rows,
    columns: {
      id: rows.map(({ id }) => id),
      age: Float64Array.from(rows, ({ age }) => age),
      income: Float64Array.from(rows, ({ income }) => income),
      city: rows.map(({ city }) => city),
      left: rows.map(({ left }) => left),
    },
  };
}

/** The project, with what a test wants to be different. */
export function tinyProject(changes: Partial<ProjectDefinition> = {}): Project {
  return defineProject({
    name: 'tiny',
    task: 'binary-classification',
    schema: tinySchema,
    positiveClass: 'Yes',
    source: { kind: 'simulated', rows: 900, seed: 1, generate: tinyTable },
    split: { validation: 0.2, test: 0.2, seed: 1 },
    preprocessing: {
      age: [standardScaler()],
      income: [imputer({ strategy: 'median' }), standardScaler()],
      city: [oneHotEncoder()],
    },
    model: logisticRegression(),
    training: { ...logisticRegression.training, epochs: 40, seed: 1 },
    gates: { minimum: { rocAuc: 0.7 }, notWorseThanChampion: { metric: 'logLoss', margin: 0.02 } },
    monitoring: { windowRows: 500 },
    retraining: { minimumRows: 300 },
    ...changes,
  });
}
