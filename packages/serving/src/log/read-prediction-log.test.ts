import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogRecord } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { prediction, range, readAll } from '../testing/log-records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { JsonlPredictionSink } from './jsonl-prediction-sink.js';
import { readPredictionLog } from './read-prediction-log.js';

describe('readPredictionLog', () => {
  it('reads nothing from a folder that does not exist', async () => {
    expect(await readAll(join(await temporaryFolder(), 'none'))).toEqual([]);
  });

  it('skips and counts torn lines and lines that are no records, and reads the segments by age', async () => {
    const folder = await temporaryFolder();
    const line = (record: LogRecord) => JSON.stringify(record);
    await writeFile(
      join(folder, '20260101T000000000Z-a.jsonl'),
      `${line(prediction(0))}\n{"type":"other"}\n${line(prediction(1)).slice(0, 40)}`,
    );
    await writeFile(join(folder, '20260102T000000000Z-b.jsonl'), `${line(prediction(2))}\nnull\n`);
    await writeFile(join(folder, 'notes.txt'), 'not a segment');
    const log = readPredictionLog(folder);
    const records = [];
    for await (const record of log) records.push(record);
    expect(records).toEqual([prediction(0), prediction(2)]);
    expect(log.skippedLines).toBe(3);
  });

  it('reads lines that are longer than a chunk of the file', async () => {
    const folder = await temporaryFolder();
    const record = { ...prediction(0), features: { city: 'Ø'.repeat(300_000) } };
    await writeFile(join(folder, 'a.jsonl'), `${JSON.stringify(record)}\n`);
    expect((await stat(join(folder, 'a.jsonl'))).size).toBeGreaterThan(600_000);
    expect(await readAll(folder)).toEqual([record]);
  });

  it('reads what a sink has written of lines that do not fit its chunks', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder);
    const records = range(5).map((number) => ({
      ...prediction(number),
      features: { city: 'Ø'.repeat(100_000 * number) },
    }));
    sink.write(records);
    await sink.close();
    expect(await readAll(folder)).toEqual(records);
    const [name = ''] = await readdir(folder);
    expect((await readFile(join(folder, name), 'utf8')).split('\n')).toHaveLength(6);
  });
});
