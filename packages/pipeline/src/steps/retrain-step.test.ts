import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@waymark/contracts';
import { readTable } from '@waymark/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retrainingData } from '../steps.js';
import { labelledLog } from '../testing/labelled-log.js';
import { tinyProject, tinySchema, tinyTable } from '../testing/tiny-project.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-retraining-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('retrainingData', () => {
  it('writes the labelled window as a file that the data step reads', async () => {
    const file = await retrainingData(tinyProject(), { log: labelledLog({ rows: 400, seed: 5 }), folder });
    expect(file.description).toBe('recent, 400 labelled predictions');
    const { table, failureCount } = await readTable(file.file, tinySchema);
    expect([table.rows, failureCount]).toEqual([400, 0]);
    expect(table.columns.left).toEqual(tinyTable({ rows: 400, seed: 5 }).columns.left);
  });

  it('leaves out rows that the schema does not allow, and says so', async () => {
    const withRome = async function* (): AsyncGenerator<LogRecord> {
      for await (const record of labelledLog({ rows: 400, seed: 5 })()) {
        const isFirst = record.type === 'prediction' && record.id === 'T-5-0';
        yield isFirst ? { ...record, features: { ...record.features, city: 'Rome' } } : record;
      }
    };
    const file = await retrainingData(tinyProject(), { log: withRome, folder });
    expect(file.description).toBe(
      'recent, 399 labelled predictions; 1 left out: values that the schema does not allow',
    );
    const { table, failureCount } = await readTable(file.file, tinySchema);
    expect([table.rows, failureCount]).toEqual([399, 0]);
  });

  it('refuses when there are too few labels', async () => {
    const failing = retrainingData(tinyProject(), { log: labelledLog({ rows: 20, seed: 5 }), folder });
    await expect(failing).rejects.toMatchObject({ code: 'NOT_ENOUGH_LABELS', kind: 'usage' });
  });
});
