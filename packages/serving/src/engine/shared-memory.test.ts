import { readdir } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SharedMemory } from './shared-memory.js';

const bytes = 2 ** 16;

async function create() {
  const folder = await temporaryFolder();
  const memory = SharedMemory.create(folder);
  if (!memory) throw new TypeError('a folder that can be written takes it');
  onTestFinished(() => memory.close());
  return { memory, folder };
}

function read(memory: SharedMemory, slot: number, length: number): Uint8Array {
  const target = new Uint8Array(length);
  memory.read(slot, target);
  return target;
}

describe('SharedMemory', () => {
  it('gives back what was written to each slot last, piece after piece', async () => {
    const { memory } = await create();
    const half = bytes / 2;
    const pieces = [new Uint8Array(half).fill(1), new Uint8Array(half).fill(2)];
    expect(memory.write(0, [new Uint8Array(2 * bytes).fill(9)], 2 * bytes)).toBe(true);
    expect(memory.write(1, [new Uint8Array(bytes).fill(7)], bytes)).toBe(true);
    expect(memory.write(0, pieces, bytes)).toBe(true);
    expect(read(memory, 0, bytes)).toEqual(Uint8Array.of(...pieces.flatMap((piece) => [...piece])));
    expect(read(memory, 1, bytes)).toEqual(new Uint8Array(bytes).fill(7));
  });

  it('leaves to the pipe what is small, and what is too large', async () => {
    const { memory } = await create();
    expect(memory.write(0, [new Uint8Array(bytes - 1)], bytes - 1)).toBe(false);
    const large = new Uint8Array(2 ** 25 + 1);
    expect(memory.write(0, [large], large.length)).toBe(false);
  });

  it('has no name that another process could open', async () => {
    const { folder } = await create();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is undefined where there is no such memory, and leaves to the pipe what cannot be written', async () => {
    expect(SharedMemory.create('/nowhere')).toBeUndefined();
    expect(new SharedMemory(-1).write(0, [new Uint8Array(bytes)], bytes)).toBe(false);
  });

  it('throws where less was written than is read', async () => {
    const { memory } = await create();
    expect(() => read(memory, 0, bytes)).toThrow(`slot 0 must hold ${bytes} bytes, got 0`);
  });
});
