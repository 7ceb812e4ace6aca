/** The content hash of a file: what the pointer file and the lineage hold. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileMissing } from './errors.js';

export interface FileHash {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Reads the file once, in pieces.
 *
 * @throws WaymarkError DATA_FILE_MISSING (usage).
 */
export async function hashFile(file: string): Promise<FileHash> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw fileMissing(file);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
