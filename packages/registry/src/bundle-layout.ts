/** What is in a bundle: the files' names, and the parsers of its JSON documents. */

import { createHash } from 'node:crypto';
import { evaluationReport, goldenRows, referenceProfile } from '@waymark/contracts';
import { z } from 'zod';

export const manifestFile = 'manifest.json';
export const modelFile = 'model.onnx';

/** The newest format that this Waymark knows, of the manifest and of each document. */
export const supportedFormat = 1;

/** The documents that a reader needs, by file name. A problem's path starts with the file. */
export const bundleDocuments = z.object({
  'reference-profile.json': referenceProfile,
  'golden.json': goldenRows,
  'metrics.json': evaluationReport,
  'example-request.json': z.json(),
});

export const documentFiles = bundleDocuments.keyof().options;

/** What a manifest must list. MLmodel and the pages for people are listed too, but no reader needs them. */
export const requiredFiles: readonly string[] = [modelFile, ...documentFiles];

/** sha256 in lower-case hexadecimal. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
