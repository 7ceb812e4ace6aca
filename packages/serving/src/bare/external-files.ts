/**
 * The files of external data beside an ONNX file: which there are, whether they may be read, and what they were when the
 * model was loaded. onnxruntime maps them into its memory: they are to be replaced, and not written into.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type FileState, fileStateOf } from '../engine/file-state.js';
import { bareModelRefused } from './errors.js';
import { externalLocations } from './external-locations.js';

/** Which files ONNX files name, read again only where one changed. */
export class ExternalFiles {
  readonly #known = new Map<string, { readonly stamp: string; readonly locations: readonly string[] }>();

  /** Relative to the ONNX file's folder. @param stamp Changes when the ONNX file does. */
  async locationsOf(file: string, stamp: string): Promise<readonly string[]> {
    const known = this.#known.get(file);
    if (known?.stamp === stamp) return known.locations;
    // A file that cannot be read, or has no end, is told of when it is loaded.
    const locations = await readFile(file).then(externalLocations, () => []);
    this.#known.set(file, { stamp, locations });
    return locations;
  }
}

/** Absolute, or up and out: what the specification forbids. */
export function leavesFolder(location: string): boolean {
  return location === '' || /^([/\\]|[a-z]:)/i.test(location) || location.split(/[/\\]/).includes('..');
}

export interface ModelFiles {
  /** Of the ONNX file. */
  readonly bytes: Uint8Array;
  /** Of all files, in order. */
  readonly sha256: string;
  /** Undefined where the ONNX file is all there is. */
  readonly externalData: { readonly folder: string; readonly files: readonly FileState[] } | undefined;
}

/** Reads an ONNX file, and what it names through. @throws `BARE_MODEL_REFUSED` with all files that may not be read. */
export async function readModelFiles(file: string, locations: readonly string[]): Promise<ModelFiles> {
  const folder = dirname(file);
  const problems = await Promise.all(locations.map((location) => locationProblem(folder, location)));
  if (problems.some((problem) => problem !== undefined))
    throw bareModelRefused(problems.filter((problem) => problem !== undefined));
  const paths = locations.map((location) => join(folder, location));
  // Before they are read: what changes from now on is noticed.
  const files = await Promise.all([file, ...paths].map(fileStateOf));
  const bytes = await readFile(file);
  const hash = createHash('sha256').update(bytes);
  for (const path of paths) for await (const chunk of createReadStream(path)) hash.update(chunk);
  const externalData = paths.length > 0 ? { folder, files } : undefined;
  return { bytes, sha256: hash.digest('hex'), externalData };
}

async function locationProblem(folder: string, location: string): Promise<string | undefined> {
  const title = `its data file '${location}'`;
  if (leavesFolder(location)) return `${title} must be a path below the ONNX file's folder`;
  const target = await realpath(join(folder, location)).catch(() => undefined);
  if (target === undefined)
    return `${title} is missing: copy it beside the ONNX file, under the name that it was exported with`;
  // A volume of Kubernetes links to a folder beside.
  const isOutside = relative(await realpath(folder), target).split(sep)[0] === '..';
  return isOutside
    ? `${title} must lie below the ONNX file's folder, and is a link out of it: copy the file`
    : undefined;
}
