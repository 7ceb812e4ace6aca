/** The bundle of a run, read for upload: every file is checked against the manifest, and the manifest against the run. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ModelManifest, modelManifest } from '@waymark/contracts';
import { bundleMismatch } from '../errors.js';
import { parseJson } from '../transport/failure.js';

const manifestFile = 'manifest.json';
const cardFile = 'MODEL_CARD.md';

export interface RunBundle {
  readonly folder: string;
  readonly manifest: ModelManifest;
  /** Names of all files, the manifest last. */
  readonly files: readonly string[];
  /** Markdown; undefined when the bundle has none. */
  readonly card: string | undefined;
}

/**
 * @param manifestSha256 the run's id.
 * @throws `MLFLOW_BUNDLE_MISMATCH`
 */
export async function readRunBundle(folder: string, manifestSha256: string): Promise<RunBundle> {
  const bytes = await readFile(join(folder, manifestFile)).catch((error: unknown) => {
    throw isMissing(error) ? bundleMismatch(folder, [`${manifestFile}: it is missing`]) : error;
  });
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== manifestSha256)
    throw bundleMismatch(folder, [`${manifestFile}: expected sha256 ${manifestSha256}, got ${actual}`]);
  const parsed = modelManifest.safeParse(parseJson(bytes.toString('utf8')));
  if (!parsed.success)
    throw bundleMismatch(folder, [`${manifestFile}: not a manifest that this version reads`]);
  const manifest = parsed.data;
  const checks = Object.entries(manifest.files).map(([file, hash]) => mismatchOf(folder, file, hash));
  const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw bundleMismatch(folder, problems);
  const hasCard = Object.hasOwn(manifest.files, cardFile);
  const card = hasCard ? await readFile(join(folder, cardFile), 'utf8') : undefined;
  return { folder, manifest, files: [...Object.keys(manifest.files), manifestFile], card };
}

async function mismatchOf(folder: string, file: string, expected: string): Promise<string | undefined> {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, file)), hash);
    const actual = hash.digest('hex');
    return actual === expected ? undefined : `${file}: expected sha256 ${expected}, got ${actual}`;
  } catch (error) {
    if (isMissing(error)) return `${file}: it is missing`;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
