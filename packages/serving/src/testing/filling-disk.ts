/** For tests of the prediction log: a disk that is full for a while, and counts what is asked of it. */

import { open } from 'node:fs/promises';
import type { SegmentFile } from '../log/segment-writer.js';

/** A disk that is full as long as `isFull` says so: half of a block still fits. */
export function fillingDisk() {
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
