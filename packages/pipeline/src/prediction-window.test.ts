import { featureSchema, type LogRecord } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { featuresTable, labelledTable, readWindow } from './prediction-window.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer', nullable: true },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

const prediction = (id: string, age: number | null, version = 1, model = 'm'): LogRecord => ({
  type: 'prediction',
  id,
  time: '2026-01-01T00:00:00.000Z',
  model,
  version,
  features: { age },
  label: 'No',
  probabilities: [0.9, 0.1],
});
const feedback = (predictionId: string, label: string): LogRecord => ({
  type: 'feedback',
  predictionId,
  time: '2026-01-02T00:00:00.000Z',
  model: 'm',
  label,
});
const shadow = (predictionId: string): LogRecord => ({
  ...{ type: 'shadow', predictionId, time: '2026-01-01T00:00:00.000Z', model: 'm', version: 2 },
  ...{ label: 'Yes', probabilities: [0.1, 0.9] },
});
const logOf = (records: readonly LogRecord[]) =>
  async function* () {
    yield* records;
  };
const idsOf = (window: { predictions: readonly { id: string }[] }) => window.predictions.map(({ id }) => id);

describe('readWindow', () => {
  it('keeps the newest rows of the model and version, oldest first', async () => {
    const log = logOf([
      ...['a', 'b', 'c', 'd', 'e'].map((id) => prediction(id, 1)),
      prediction('other-version', 1, 2),
      prediction('other-model', 1, 1, 'n'),
    ]);
    expect(idsOf(await readWindow(log, { model: 'm', version: 1, rows: 2 }))).toEqual(['d', 'e']);
  });

  it('finds labels that come after later predictions, and lets the last one win', async () => {
    const log = logOf([prediction('a', 1), prediction('b', 2), feedback('a', 'No'), feedback('a', 'Yes')]);
    const window = await readWindow(log, { model: 'm', rows: 10, labelledOnly: true });
    expect(idsOf(window)).toEqual(['a']);
    expect(window.labels.get('a')).toBe('Yes');
  });

  it('leaves out what a shadow said: it is neither a prediction nor a label', async () => {
    const window = await readWindow(logOf([prediction('a', 1), shadow('a')]), { model: 'm', rows: 10 });
    expect([idsOf(window), window.labels.size]).toEqual([['a'], 0]);
  });

  it('is empty for an empty log', async () => {
    expect(idsOf(await readWindow(logOf([]), { model: 'm', rows: 10 }))).toEqual([]);
  });
});

describe('labelledTable', () => {
  it('has the prediction id as its key and the late label as its label', async () => {
    const log = logOf([prediction('a', 30), prediction('b', 40), feedback('b', 'Yes')]);
    const table = labelledTable(await readWindow(log, { model: 'm', rows: 10 }), schema);
    expect(table.columns).toEqual({ id: ['b'], age: Float64Array.of(40), left: ['Yes'] });
  });
});

describe('featuresTable', () => {
  it('turns null into NaN', async () => {
    const log = logOf([prediction('a', null), prediction('b', 40)]);
    const table = featuresTable(await readWindow(log, { model: 'm', rows: 10 }), schema);
    expect(table.rows).toBe(2);
    expect(table.columns.age).toEqual(Float64Array.of(Number.NaN, 40));
  });
});
