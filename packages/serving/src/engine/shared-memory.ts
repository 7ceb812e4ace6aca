/**
 * Memory that the server and one of its workers share: a file in memory without a name, which the worker inherits. A
 * large batch takes one write and one read; through a pipe it goes in pieces of some 200 kB, for each of which both
 * processes must get a processor. Slots keep apart what is under way at the same time.
 */

import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writevSync } from 'node:fs';

/** Where Linux keeps files in memory. Elsewhere the pipe takes everything. */
const memoryFolder = '/dev/shm';
/** What a slot may take. The file has holes: it takes memory for what was written. */
const slotBytes = 2 ** 25;
/** Below, a pipe is as quick. */
const leastBytes = 2 ** 16;

export class SharedMemory {
  readonly descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** Undefined where the system has none. */
  static create(folder = memoryFolder): SharedMemory | undefined {
    const file = `${folder}/waymark-${randomUUID()}`;
    try {
      const descriptor = openSync(file, 'wx+', 0o600);
      unlinkSync(file);
      return new SharedMemory(descriptor);
    } catch {
      return undefined;
    }
  }

  /** The pieces one after the other. False where they do not fit, or are too few to be worth it. */
  write(slot: number, pieces: readonly Uint8Array[], bytes: number): boolean {
    if (bytes < leastBytes || bytes > slotBytes) return false;
    try {
      return writevSync(this.descriptor, [...pieces], slot * slotBytes) === bytes;
    } catch {
      // A container's limit is often 64 MB.
      return false;
    }
  }

  /** Fills `target` with what was written last. */
  read(slot: number, target: Uint8Array): void {
    const count = readSync(this.descriptor, target, 0, target.length, slot * slotBytes);
    if (count !== target.length)
      throw new TypeError(`slot ${slot} must hold ${target.length} bytes, got ${count}`);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
