import { chmod, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillingDisk } from '../testing/filling-disk.js';
import { feedback, prediction, range, readAll, shadow } from '../testing/log-records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { JsonlPredictionSink } from './jsonl-prediction-sink.js';

describe('JsonlPredictionSink', () => {
  it('has what was written on disk after a flush, in order', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(join(folder, 'log'));
    const records = [prediction(0), prediction(1), feedback(1)];
    sink.write(records);
    await sink.flush();
    expect(await readAll(join(folder, 'log'))).toEqual(records);
    expect(sink.counts).toEqual({ written: 3, dropped: 0, unsampled: 0, errors: 0 });
    await sink.close();
  });

  it('writes by itself, soon after', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder, { flushIntervalMs: 1 });
    sink.write([prediction(0)]);
    await expect.poll(() => sink.counts.written).toBe(1);
    await sink.close();
  });

  it('syncs at once when a flush asks for it, and else after a while', async () => {
    const folder = await temporaryFolder();
    const { disk, open: openSegment } = fillingDisk();
    const sink = new JsonlPredictionSink(folder, {
      ...{ open: openSegment, flushIntervalMs: 1, syncIntervalMs: 20 },
    });
    sink.write([prediction(0)]);
    await sink.flush();
    expect(disk.synced).toBe(1);
    sink.write([prediction(1)]);
    await expect.poll(() => sink.counts.written).toBe(2);
    await expect.poll(() => disk.synced).toBe(2);
    await sink.flush();
    await sink.close();
    expect(disk.synced).toBe(2);
  });

  it('makes no file before there is something to write, and closes twice', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder);
    await sink.flush();
    await sink.close();
    await sink.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('makes its folder when it is opened, and tells where it cannot', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(join(folder, 'home/predictions'));
    await sink.open();
    await sink.open();
    expect(await readdir(join(folder, 'home/predictions'))).toEqual([]);
    await writeFile(join(folder, 'file'), '');
    for (const taken of [join(folder, 'file'), join(folder, 'file/predictions')])
      await expect(new JsonlPredictionSink(taken).open()).rejects.toMatchObject({
        ...{ code: 'PREDICTION_LOG_UNWRITABLE', kind: 'environment' },
        message: expect.stringContaining(`written to: ${taken} is none: E`),
      });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'refuses a folder without the permission to write (needs a user who is not root)',
    async () => {
      const folder = await temporaryFolder();
      await chmod(folder, 0o500);
      await expect(new JsonlPredictionSink(folder).open()).rejects.toThrow(/EACCES/);
    },
  );

  it('answers every one of many flushes at once', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder);
    await Promise.all(
      range(20).map(async (number) => {
        sink.write([prediction(number)]);
        await sink.flush();
        const records = await readAll(folder);
        expect(records).toContainEqual(prediction(number));
      }),
    );
    await sink.close();
  });

  it('begins a new segment when one is full, and deletes the oldest beyond the limit', async () => {
    const folder = await temporaryFolder();
    const lineBytes = Buffer.byteLength(JSON.stringify(prediction(0))) + 1;
    const sink = new JsonlPredictionSink(folder, {
      maxSegmentBytes: lineBytes,
      maxTotalBytes: 4 * lineBytes,
    });
    for (const number of range(10)) {
      sink.write([prediction(number)]);
      await sink.flush();
    }
    const records = await readAll(folder);
    // Room for one more segment stays free.
    expect(records).toHaveLength(3);
    expect(records).toContainEqual(prediction(9));
    await sink.close();
  });

  it('deletes segments that are too old when it begins a new one', async () => {
    const folder = await temporaryFolder();
    const old = join(folder, '20200101T000000000Z-00000000.jsonl');
    await writeFile(old, `${JSON.stringify(prediction(0))}\n`);
    await utimes(old, 0, 0);
    const sink = new JsonlPredictionSink(folder, { maxAgeMs: 60_000 });
    sink.write([prediction(1)]);
    await sink.flush();
    expect(await readAll(folder)).toEqual([prediction(1)]);
    await sink.close();
  });

  it('leaves a segment when it is a tenth of the greatest age old', async () => {
    const folder = await temporaryFolder();
    let now = Date.now();
    const sink = new JsonlPredictionSink(folder, { maxAgeMs: 10 ** 15, now: () => now });
    sink.write([prediction(0)]);
    await sink.flush();
    now += 10 ** 14;
    sink.write([prediction(1)]);
    await sink.flush();
    expect(await readdir(folder)).toHaveLength(2);
    await sink.close();
  });

  it('drops and counts predictions when too many wait, and never feedback', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder, { maxBufferedBytes: 1 });
    sink.write([prediction(0), prediction(1), feedback(0), feedback(1)]);
    await sink.flush();
    expect(await readAll(folder)).toEqual([prediction(0), feedback(0), feedback(1)]);
    expect(sink.counts).toEqual({ written: 3, dropped: 1, unsampled: 0, errors: 0 });
    await sink.close();
  });

  it('drops those that have waited longest where it is told to, and never feedback', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder, { maxBufferedBytes: 300_000, dropped: 'oldest' });
    sink.write([feedback(0), ...range(4_000).map(prediction)]);
    await sink.flush();
    const records = await readAll(folder);
    expect(records[0]).toEqual(feedback(0));
    expect(records.at(-1)).toEqual(prediction(3_999));
    const { written, dropped } = sink.counts;
    expect(dropped).toBeGreaterThan(1_000);
    expect([written, written + dropped]).toEqual([records.length, 4_001]);
    await sink.close();
  });

  it('logs a share of the predictions, and all shadows and feedback', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder, { share: 0.25 });
    sink.write([...range(1_000).map(prediction), ...range(100).map(shadow), feedback(0)]);
    await sink.flush();
    const { written, unsampled, dropped } = sink.counts;
    expect([written + unsampled, dropped]).toEqual([1_101, 0]);
    expect(Math.abs(written - 351)).toBeLessThanOrEqual(2);
    expect((await readAll(folder)).at(-1)).toEqual(feedback(0));
    await sink.close();
  });
});
