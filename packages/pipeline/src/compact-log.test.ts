import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSchema, type LogRecord, type ModelManifest } from '@waymark/contracts';
import { readTable } from '@waymark/data';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compactLog, type LogSegment } from './compact-log.js';
import { silentProgress } from './progress.js';

const schema = featureSchema.parse({
  columns: [
    { name: 'id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer', nullable: true },
    { name: 'predicted_label', type: 'text', nullable: true },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});
// Safe: the schema and the classes are all that is read of it.
const manifest = { schema, classes: ['No', 'Yes'] } as unknown as ModelManifest;

const prediction = (id: string, age: number | null, version = 1, model = 'm'): LogRecord => ({
  ...{ type: 'prediction', id, time: '2026-01-01T00:00:00.000Z', model, version },
  ...{ features: { age, predicted_label: 'told' }, label: 'No', probabilities: [0.75, 0.25] },
});
const label = (predictionId: string): LogRecord => ({
  ...{ type: 'feedback', predictionId, time: '2026-01-02T00:00:00.000Z', model: 'm', label: 'Yes' },
});

const shadow = (predictionId: string): LogRecord => ({
  ...{ type: 'shadow', predictionId, time: '2026-01-01T00:00:00.000Z', model: 'm', version: 2 },
  ...{ label: 'Yes', probabilities: [0.5, 0.5] },
});

function segment(name: string, records: readonly LogRecord[], writtenAtMs = 0): LogSegment {
  return {
    name,
    writtenAtMs,
    async *records() {
      yield* records;
    },
  };
}

async function compact(segments: readonly LogSegment[], out?: string) {
  const folder = out ?? (await mkdtemp(join(tmpdir(), 'waymark-compact-')));
  if (out === undefined) onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return compactLog(segments, {
    ...{ model: 'm', out: folder, progress: silentProgress },
    manifestOf: async () => manifest,
  });
}

const written = featureSchema.parse({
  columns: [
    { name: 'prediction_id', type: 'text', role: 'key' },
    { name: 'age', type: 'integer', nullable: true },
    { name: 'predicted_label', type: 'text' },
    { name: 'predicted_label_', type: 'text' },
    { name: 'probability_Yes', type: 'number' },
    { name: 'left', type: 'category', role: 'label', values: ['No', 'Yes'] },
  ],
});

describe('compactLog', () => {
  it('writes a typed file a version, and one for the labels', async () => {
    const result = await compact([
      segment('a', [prediction('1', 30), prediction('2', null), prediction('3', 5, 2), label('1')]),
      segment('b', [prediction('x', 1, 1, 'another')]),
    ]);
    const { out } = result;
    expect(result).toEqual({ predictions: 3, shadows: 0, labels: 1, segments: 2, upToDate: 0, out });
    expect((await readdir(out)).sort()).toEqual([
      'labels-a.parquet',
      'predictions-v1-a.parquet',
      'predictions-v2-a.parquet',
    ]);
    const { table } = await readTable(join(out, 'predictions-v1-a.parquet'), written, {
      requireLabel: false,
    });
    expect(table.columns).toEqual({
      prediction_id: ['1', '2'],
      age: Float64Array.of(30, Number.NaN),
      predicted_label: ['told', 'told'],
      predicted_label_: ['No', 'No'],
      probability_Yes: Float64Array.of(0.25, 0.25),
    });
  });

  it('keeps what a shadow said apart from the predictions, under their ids', async () => {
    const records = [prediction('1', 30), shadow('1')];
    const { out, ...counts } = await compact([segment('a', records)]);
    expect(counts).toMatchObject({ predictions: 1, shadows: 1 });
    expect((await readdir(out)).sort()).toEqual(['predictions-v1-a.parquet', 'shadows-v2-a.parquet']);
    const columns = written.columns.filter(({ name }) => !['age', 'predicted_label_'].includes(name));
    const { table } = await readTable(
      join(out, 'shadows-v2-a.parquet'),
      { columns },
      { requireLabel: false },
    );
    expect(table.columns).toEqual({
      prediction_id: ['1'],
      predicted_label: ['Yes'],
      probability_Yes: Float64Array.of(0.5),
    });
    expect(await compact([segment('a', records)], out)).toMatchObject({ segments: 0 });
  });

  it('reads a segment again only when it was written to since', async () => {
    const records = [prediction('1', 30)];
    const { out } = await compact([segment('a', records)]);
    expect(await compact([segment('a', records)], out)).toMatchObject({ segments: 0, upToDate: 1 });
    await utimes(join(out, 'predictions-v1-a.parquet'), 1, 1);
    const grown = segment('a', [...records, prediction('2', 31)], 2_000);
    expect(await compact([grown], out)).toMatchObject({ predictions: 2, segments: 1, upToDate: 0 });
  });
});
