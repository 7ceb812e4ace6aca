import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feedback, prediction, range, readAll } from '../testing/log-records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { JsonlPredictionSink } from './jsonl-prediction-sink.js';
import { readPredictionLog } from './read-prediction-log.js';
import type { SegmentFile } from './segment-writer.js';

/** A disk that is full as long as `isFull` says so: half of a block still fits. */
function fillingDisk() {
  const disk = { isFull: false, opened: 0, synced: 0 };
  const openSegment = async (path: string): Promise<SegmentFile> => {
    disk.opened += 1;
    const file = await open(path, 'ax');
    return {
      async appendFile(data) {
        if (!disk.isFull) return file.appendFile(data);
        await file.appendFile(data.subarray(0, data.length / 2));
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
      datasync() {
        disk.synced += 1;
        return file.datasync();
      },
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
  return { disk, open: openSegment };
}

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

  it('logs a share of the predictions, and all feedback', async () => {
    const folder = await temporaryFolder();
    const sink = new JsonlPredictionSink(folder, { share: 0.25 });
    sink.write([...range(1_000).map(prediction), feedback(0)]);
    await sink.flush();
    const { written, unsampled, dropped } = sink.counts;
    expect([written + unsampled, dropped]).toEqual([1_001, 0]);
    expect(Math.abs(written - 251)).toBeLessThanOrEqual(2);
    expect((await readAll(folder)).at(-1)).toEqual(feedback(0));
    await sink.close();
  });

  it('loses and counts what a full disk cannot take, tells it once a minute, and recovers', async () => {
    const folder = await temporaryFolder();
    const { disk, open: openSegment } = fillingDisk();
    const told: string[] = [];
    let now = Date.now();
    const sink = new JsonlPredictionSink(folder, {
      open: openSegment,
      now: () => now,
      onError: (error, { dropped }) => told.push(`${error.message.slice(0, 18)} ${dropped}`),
    });
    sink.write([prediction(0)]);
    await sink.flush();
    disk.isFull = true;
    for (const number of [1, 2, 3]) {
      sink.write([prediction(number)]);
      await expect(sink.flush()).rejects.toMatchObject({
        code: 'PREDICTION_LOG_FAILED',
        kind: 'environment',
      });
      now += 25_000;
    }
    disk.isFull = false;
    sink.write([prediction(4)]);
    await sink.flush();
    const log = readPredictionLog(folder);
    const records = [];
    for await (const record of log) records.push(record);
    expect(records).toEqual([prediction(0), prediction(4)]);
    expect(log.skippedLines).toBe(0);
    expect(sink.counts).toEqual({ written: 2, dropped: 3, unsampled: 0, errors: 3 });
    expect(told).toEqual(['the prediction log 1']);
    await sink.close();
  });

  it('leaves no empty files behind while the disk is full', async () => {
    const folder = await temporaryFolder();
    const { disk, open: openSegment } = fillingDisk();
    disk.isFull = true;
    const sink = new JsonlPredictionSink(folder, { open: openSegment });
    for (const number of [1, 2, 3]) {
      sink.write([prediction(number)]);
      await sink.flush().catch(() => {});
    }
    expect(disk.opened).toBe(3);
    expect(await readdir(folder)).toEqual([]);
    await sink.close();
  });

  it('survives a limit on the size of files: what fits is there, whole, and the rest is counted', async () => {
    const folder = await temporaryFolder();
    const index = new URL('../../dist/index.js', import.meta.url).href;
    const script = `
      const { JsonlPredictionSink } = await import(${JSON.stringify(index)});
      const sink = new JsonlPredictionSink(${JSON.stringify(folder)});
      const record = ${JSON.stringify(prediction(0))};
      for (let i = 0; i < 20; i++) {
        sink.write(Array.from({ length: 10 }, () => record));
        await sink.flush().catch(() => {});
      }
      process.stdout.write(JSON.stringify(sink.counts));
      await sink.close();`;
    // Blocks of 1 kB: far too little for all 200 records of some 200 bytes.
    const command = 'ulimit -f 8; exec "$0" --input-type=module -e "$1"';
    const child = spawn('bash', ['-c', command, process.execPath, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    expect(await once(child, 'close')).toEqual([0, null]);
    const counts = JSON.parse(Buffer.concat(output).toString());
    expect(counts.written + counts.dropped).toBe(200);
    expect(counts.errors).toBeGreaterThan(0);
    const log = readPredictionLog(folder);
    let read = 0;
    for await (const _ of log) read += 1;
    expect(read).toBe(counts.written);
    expect(log.skippedLines).toBe(0);
  });
});
