/**
 * The pointer file `data.json` of a project: the hash of a data file that is not in git. Turbo hashes the pointer, so
 * a changed file changes the key of every step; the `data` step fails when the two differ.
 */

import { readFile, rename } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { formatVersion, sha256 } from '@waymark/contracts';
import { countRows, hashFile } from '@waymark/data';
import { z } from 'zod';
import { pointerInvalid } from './errors.js';
import { writeDocument } from './step-documents.js';

const pointerSchema = z.strictObject({
  formatVersion: formatVersion(1),
  /** Relative to the project's folder. */
  path: z.string(),
  sha256,
  bytes: z.int(),
});

export interface DataPointer extends z.infer<typeof pointerSchema> {
  /** The pointer file's own name, for messages. */
  readonly name: string;
  /** The data file, absolute. */
  readonly file: string;
}

/** The project's pointer, or undefined when it has none. */
export async function readPointer(projectFolder: string): Promise<DataPointer | undefined> {
  const name = join(projectFolder, 'data.json');
  const text = await readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const pointer = pointerSchema.parse(JSON.parse(text));
    return { ...pointer, name, file: resolve(projectFolder, pointer.path) };
  } catch (error) {
    throw pointerInvalid(name, error);
  }
}

/**
 * Points the project at `file`; returns the new pointer. The file must be a table that can be read, whatever its columns:
 * a project's schema is often written after its data has come.
 * @throws What `countRows` throws. The pointer stays as it was then.
 */
export async function writePointer(projectFolder: string, file: string): Promise<DataPointer> {
  await countRows(file);
  const hashed = await hashFile(file);
  const name = join(projectFolder, 'data.json');
  const path = relative(projectFolder, resolve(file)).replaceAll('\\', '/');
  const pointer = { formatVersion: 1, path, sha256: hashed.sha256, bytes: hashed.bytes };
  const temporary = `${name}.new-${process.pid}`;
  await writeDocument(temporary, pointer);
  await rename(temporary, name);
  return { ...pointer, name, file: resolve(file) };
}
