import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillingDisk } from '../testing/filling-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { listSegments } from './segment-folder.js';
import { SegmentWriter } from './segment-writer.js';

async function started() {
  const folder = await temporaryFolder();
  const clock = { now: 0 };
  const writer = new SegmentWriter(folder, {
    maxSegmentBytes: 8,
    maxSegmentAgeMs: 1_000,
    now: () => clock.now,
  });
  return { folder, clock, writer };
}

const block = (text: string) => new TextEncoder().encode(text);

describe('SegmentWriter', () => {
  it('has a block in the file before it is synced, so that it outlives the process', async () => {
    const { writer } = await started();
    expect(writer.isSynced).toBe(true);
    expect(await writer.append(block('a\n'))).toEqual({ isNewSegment: true });
    expect(writer.isSynced).toBe(false);
    expect(await readFile(writer.path ?? '', 'utf8')).toBe('a\n');
    await writer.sync();
    expect(writer.isSynced).toBe(true);
    expect(await writer.append(block('b\n'))).toEqual({ isNewSegment: false });
    expect(writer.isSynced).toBe(false);
    await writer.close();
    expect(writer.isSynced).toBe(true);
  });

  it('begins a segment when one is full or old', async () => {
    const { folder, clock, writer } = await started();
    await writer.append(block('12345678\n'));
    expect(await writer.append(block('b\n'))).toEqual({ isNewSegment: true });
    clock.now = 1_000;
    expect(await writer.append(block('c\n'))).toEqual({ isNewSegment: true });
    await writer.close();
    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts.sort()).toEqual(['12345678\n', 'b\n', 'c\n']);
  });

  it('keeps the order of the segments when the clock stands still or goes back, and in a new process', async () => {
    const { folder, clock, writer } = await started();
    clock.now = Date.UTC(2026, 0, 1);
    const texts = ['1', '2', '3', '4', '5', '6', '7', '8'].map((digit) => `${digit} 345678\n`);
    for (const text of texts.slice(0, 4)) await writer.append(block(text));
    clock.now = Date.UTC(2020, 0, 1);
    for (const text of texts.slice(4, 6)) await writer.append(block(text));
    await writer.close();
    const later = new SegmentWriter(folder, {
      ...{ maxSegmentBytes: 8, maxSegmentAgeMs: 1_000, now: () => clock.now },
    });
    for (const text of texts.slice(6)) await later.append(block(text));
    await later.close();
    const paths = await listSegments(folder);
    expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(texts);
  });

  it('leaves a segment that was begun in the future: nobody knows how old it is', async () => {
    const { folder, clock, writer } = await started();
    clock.now = 10_000;
    await writer.append(block('a\n'));
    clock.now = 9_000;
    expect(await writer.append(block('b\n'))).toEqual({ isNewSegment: true });
    await writer.close();
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('begins another segment when somebody deleted the one that it writes to', async () => {
    const { folder, writer } = await started();
    await writer.append(block('a\n'));
    await rm(writer.path ?? '');
    expect(await writer.append(block('b\n'))).toEqual({ isNewSegment: true });
    await rm(folder, { recursive: true });
    await writer.append(block('c\n'));
    await writer.close();
    const paths = await listSegments(folder);
    expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(['c\n']);
  });

  it('has a segment’s name on disk too when it is synced', async () => {
    const folder = await temporaryFolder();
    const synced: string[] = [];
    const writer = new SegmentWriter(folder, {
      ...{ maxSegmentBytes: 8, maxSegmentAgeMs: 1_000, now: () => 0 },
      syncFolder: async (path) => void synced.push(path),
    });
    await writer.append(block('a\n'));
    expect(synced).toEqual([]);
    await writer.sync();
    await writer.append(block('b\n'));
    await writer.sync();
    expect(synced).toEqual([folder]);
    await writer.close();
  });

  it('brings to the disk what a segment had before it failed', async () => {
    const { disk, open } = fillingDisk();
    const writer = new SegmentWriter(await temporaryFolder(), {
      ...{ maxSegmentBytes: 100, maxSegmentAgeMs: 1_000, now: () => 0, open },
    });
    await writer.append(block('a\n'));
    disk.isFull = true;
    await expect(writer.append(block('b\n'))).rejects.toThrow('ENOSPC');
    expect(disk.synced).toBe(1);
  });
});
