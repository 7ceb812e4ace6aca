/**
 * Reads a bundle, and trusts nothing before its hash was checked: the manifest against the registry's entry, every
 * other file against the manifest. Files that the manifest does not list are ignored and never read.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EvaluationReport,
  type GoldenRows,
  type ModelManifest,
  modelManifest,
  type ReferenceProfile,
} from '@waymark/contracts';
import {
  bundleDocuments,
  documentFiles,
  manifestFile,
  modelFile,
  requiredFiles,
  sha256Of,
  supportedFormat,
} from './bundle-layout.js';
import { guardStorage, hasErrno } from './durable-file.js';
import {
  bundleFormatNewer,
  bundleInvalid,
  bundleMissing,
  bundleTampered,
  type HashMismatch,
} from './errors.js';
import { describeIssues, newerFormatVersion, parseJson } from './json-document.js';

export interface Bundle {
  readonly folder: string;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** The ONNX file, as it was verified: load these bytes, not the file again. */
  readonly model: Uint8Array;
  readonly golden: GoldenRows;
  readonly metrics: EvaluationReport;
  readonly referenceProfile: ReferenceProfile;
  /** An Open Inference Protocol request. */
  readonly exampleRequest: unknown;
}

export interface OpenBundleOptions {
  /** What the registry's entry says. Left out, the manifest itself is trusted. */
  readonly expectedManifestSha256?: string;
}

/**
 * Opens the bundle in `folder`.
 * @throws `BUNDLE_MISSING`, `BUNDLE_TAMPERED`, `BUNDLE_FORMAT_NEWER`, `BUNDLE_INVALID`, `STORAGE_FAILED`.
 */
export async function openBundle(folder: string, options: OpenBundleOptions = {}): Promise<Bundle> {
  const { manifest, files } = await readVerifiedFiles(folder, options);
  const documents = parseDocuments(folder, files);
  return {
    folder,
    manifest,
    manifestSha256: sha256Of(verified(files, manifestFile)),
    model: verified(files, modelFile),
    golden: documents['golden.json'],
    metrics: documents['metrics.json'],
    referenceProfile: documents['reference-profile.json'],
    exampleRequest: documents['example-request.json'],
  };
}

type VerifiedFiles = ReadonlyMap<string, Uint8Array>;

/** The bytes of every listed file and last of the manifest, each checked against its hash. Does not parse documents. */
export async function readVerifiedFiles(
  folder: string,
  options: OpenBundleOptions = {},
): Promise<{ readonly manifest: ModelManifest; readonly files: VerifiedFiles }> {
  const manifestBytes = await guardStorage(folder, () => readManifest(folder));
  const actual = sha256Of(manifestBytes);
  const expected = options.expectedManifestSha256 ?? actual;
  if (actual !== expected) throw bundleTampered(folder, [{ file: manifestFile, expected, actual }]);
  const manifest = parseManifest(folder, manifestBytes);
  const files = new Map<string, Uint8Array>();
  const mismatches: HashMismatch[] = [];
  for (const [file, hash] of Object.entries(manifest.files)) {
    const bytes = await guardStorage(folder, () => readIfFile(join(folder, file)));
    const found = bytes && sha256Of(bytes);
    if (bytes && found === hash) files.set(file, bytes);
    else mismatches.push({ file, expected: hash, actual: found });
  }
  if (mismatches.length > 0) throw bundleTampered(folder, mismatches);
  return { manifest, files: files.set(manifestFile, manifestBytes) };
}

async function readManifest(folder: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, manifestFile));
  } catch (error) {
    throw hasErrno(error, 'ENOENT', 'ENOTDIR') ? bundleMissing(folder, error) : error;
  }
}

function parseManifest(folder: string, bytes: Uint8Array): ModelManifest {
  const document = parseJson(new TextDecoder().decode(bytes));
  refuseNewer(join(folder, manifestFile), document);
  const parsed = modelManifest.safeParse(document);
  if (!parsed.success) {
    throw bundleInvalid(
      folder,
      describeIssues(parsed.error).map((issue) => `${manifestFile}: ${issue}`),
    );
  }
  const unlisted = requiredFiles.filter((file) => !Object.hasOwn(parsed.data.files, file));
  if (unlisted.length > 0) {
    throw bundleInvalid(folder, [`${manifestFile}: files must list ${unlisted.join(', ')}`]);
  }
  return parsed.data;
}

function parseDocuments(folder: string, files: VerifiedFiles) {
  const documents = documentFiles.map((file) => {
    const document = parseJson(new TextDecoder().decode(verified(files, file)));
    refuseNewer(join(folder, file), document);
    return [file, document] as const;
  });
  const parsed = bundleDocuments.safeParse(Object.fromEntries(documents));
  if (!parsed.success) throw bundleInvalid(folder, describeIssues(parsed.error));
  return parsed.data;
}

/** A newer format is said to be newer, before its unknown fields are called invalid. */
function refuseNewer(file: string, document: unknown): void {
  const found = newerFormatVersion(document, supportedFormat);
  if (found !== undefined) throw bundleFormatNewer(file, { found, supported: supportedFormat });
}

async function readIfFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EISDIR')) return undefined;
    throw error;
  }
}

function verified(files: VerifiedFiles, file: string): Uint8Array {
  const bytes = files.get(file);
  if (!bytes) throw new TypeError(`parseManifest accepts only manifests that list ${file}`);
  return bytes;
}
