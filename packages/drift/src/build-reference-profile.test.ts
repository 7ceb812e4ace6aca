import { featureSchema, referenceProfile, type Table, WaymarkError } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { buildReferenceProfile } from './build-reference-profile.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'tenure', type: 'integer' },
    { name: 'charges', type: 'number', nullable: true },
    { name: 'plan', type: 'category', values: ['basic', 'plus'] },
    { name: 'notes', type: 'text', role: 'ignored' },
    { name: 'churn', type: 'category', role: 'label', values: ['no', 'yes'] },
  ],
});

const table: Table = {
  rows: 4,
  columns: {
    id: ['1', '2', '3', '4'],
    tenure: Float64Array.from([1, 2, 2, 9]),
    charges: Float64Array.from([0.5, Number.NaN, 1.5, 2.5]),
    plan: ['basic', 'plus', 'basic', 'basic'],
    churn: ['no', 'no', 'yes', 'no'],
  },
};

const prediction = Float64Array.from([0.1, 0.9]);

function errorOf(build: () => unknown): WaymarkError {
  try {
    build();
  } catch (error) {
    if (error instanceof WaymarkError) return error;
  }
  throw new Error('expected a WaymarkError');
}

describe('buildReferenceProfile', () => {
  it('profiles the features in the order of the schema, and the prediction', () => {
    const profile = buildReferenceProfile(table, schema, prediction);
    expect(profile.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'tenure numeric',
      'charges numeric',
      'plan categorical',
    ]);
    expect(profile.columns[1]).toMatchObject({ rows: 4, missing: 1, edges: [0.5, 1.5], counts: [1, 1, 1] });
    expect(profile.prediction).toMatchObject({ name: 'prediction', rows: 2, edges: [0.1], counts: [1, 1] });
  });

  it('gives a document that the contract parses after a trip through JSON', () => {
    const profile = buildReferenceProfile(table, schema, prediction);
    expect(referenceProfile.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });

  it('takes the number of bins and of categories', () => {
    const profile = buildReferenceProfile(table, schema, prediction, { bins: 2, topCategories: 1 });
    expect(profile.columns[0]).toMatchObject({ edges: [2], counts: [3, 1] });
    expect(profile.columns[2]).toMatchObject({ categories: [{ value: 'basic', count: 3 }], other: 1 });
  });

  it('refuses with DRIFT_REFERENCE_COLUMNS_INVALID and names every bad column', () => {
    const bad = {
      rows: 4,
      columns: {
        tenure: ['1', '2', '3', '4'],
        charges: Float64Array.from([1, 2, 3, Number.POSITIVE_INFINITY]),
      },
    };
    const error = errorOf(() => buildReferenceProfile(bad, schema, prediction));
    expect(error).toMatchObject({ code: 'DRIFT_REFERENCE_COLUMNS_INVALID', kind: 'dataInvalid' });
    expect(error.message).toContain('tenure: it must be numbers, and is text');
    expect(error.message).toContain('charges: it has infinite values');
    expect(error.message).toContain('plan: the table has no such column');
  });

  it('refuses text that came as numbers and columns of another length', () => {
    const bad = {
      rows: 4,
      columns: { ...table.columns, plan: Float64Array.from([1, 2, 3, 4]), tenure: Float64Array.from([1]) },
    };
    const error = errorOf(() => buildReferenceProfile(bad, schema, prediction));
    expect(error.message).toContain('plan: it must be text, and is numbers');
    expect(error.message).toContain('tenure: it has 1 values for 4 rows');
  });

  it('refuses an empty reference with DRIFT_REFERENCE_EMPTY', () => {
    expect(errorOf(() => buildReferenceProfile({ rows: 0, columns: {} }, schema, prediction))).toMatchObject({
      code: 'DRIFT_REFERENCE_EMPTY',
      kind: 'dataInvalid',
    });
    expect(errorOf(() => buildReferenceProfile(table, schema, new Float64Array(0))).message).toContain(
      'prediction',
    );
  });

  it('refuses options out of range with DRIFT_OPTIONS_INVALID, together', () => {
    const error = errorOf(() =>
      buildReferenceProfile(table, schema, prediction, { bins: 1, topCategories: 0 }),
    );
    expect(error).toMatchObject({ code: 'DRIFT_OPTIONS_INVALID', kind: 'usage' });
    expect(error.message).toContain('bins must be an integer from 2, got 1');
    expect(error.message).toContain('topCategories must be an integer from 1, got 0');
  });
});
