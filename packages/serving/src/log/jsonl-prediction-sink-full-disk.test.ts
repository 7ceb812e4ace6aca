import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fillingDisk } from '../testing/filling-disk.js';
import { prediction } from '../testing/log-records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { JsonlPredictionSink } from './jsonl-prediction-sink.js';
import { readPredictionLog } from './read-prediction-log.js';

describe('JsonlPredictionSink on a disk that fails', () => {
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

  it('tells of a failure too when the clock was set back since the last one', async () => {
    const { disk, open: openSegment } = fillingDisk();
    const told: string[] = [];
    let now = Date.UTC(2026, 0, 2);
    const sink = new JsonlPredictionSink(await temporaryFolder(), {
      open: openSegment,
      now: () => now,
      onError: ({ name }) => told.push(name),
    });
    disk.isFull = true;
    for (const _ of ['before', 'after']) {
      sink.write([prediction(0)]);
      await expect(sink.flush()).rejects.toThrow('ENOSPC');
      now = Date.UTC(2026, 0, 1);
    }
    expect(told).toHaveLength(2);
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
