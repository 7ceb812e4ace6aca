import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
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
});
