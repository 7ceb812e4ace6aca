/**
 * Writes a bundle: everything that a server, a monitor, a gate and a reader need to know about one model, in one
 * folder. The same contents give the same bytes, and so the same manifest hash, which is the model's identity.
 */

import {
  type EvaluationReport,
  type GoldenRows,
  type ModelManifest,
  modelManifest,
  type ReferenceProfile,
} from '@waymark/contracts';
import { bundleDocuments, manifestFile, modelFile, sha256Of } from './bundle-layout.js';
import { guardStorage } from './durable-file.js';
import { bundleInvalid } from './errors.js';
import { inputExampleFile, inputExampleOf } from './input-example.js';
import { describeIssues, stringifyJson } from './json-document.js';
import { renderMlmodel } from './mlmodel.js';
import { type FolderFiles, replaceFolder } from './replace-folder.js';

export interface BundleContents {
  /** `formatVersion` and `files` are added by the writer. */
  readonly manifest: Omit<ModelManifest, 'formatVersion' | 'files'>;
  /** The ONNX file. */
  readonly model: Uint8Array;
  readonly referenceProfile: ReferenceProfile;
  readonly golden: GoldenRows;
  readonly metrics: EvaluationReport;
  /** A request that `curl -d @` can send: any JSON. */
  readonly exampleRequest: unknown;
  /** Markdown. */
  readonly modelCard: string;
  readonly evaluationHtml: string;
}

export interface WrittenBundle {
  readonly manifest: ModelManifest;
  /** The bundle's identity: it covers the hash of each other file. */
  readonly manifestSha256: string;
}

/**
 * Replaces `folder` with the bundle, atomically: after a crash at any moment the folder is the old one, the new one
 * or absent.
 * @throws `BUNDLE_INVALID` when a document breaks its format; `STORAGE_FAILED`. Nothing is changed then.
 */
export async function writeBundle(folder: string, contents: BundleContents): Promise<WrittenBundle> {
  const files = filesOf(folder, contents);
  const manifest: ModelManifest = {
    formatVersion: 1,
    ...contents.manifest,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256Of(bytes)])),
  };
  const parsed = modelManifest.safeParse(manifest);
  if (!parsed.success) throw bundleInvalid(folder, describeIssues(parsed.error));
  const manifestText = stringifyJson(manifest);
  await guardStorage(folder, () => replaceFolder(folder, new Map([...files, [manifestFile, manifestText]])));
  return { manifest, manifestSha256: sha256Of(manifestText) };
}

/** Every file but the manifest. */
function filesOf(folder: string, contents: BundleContents): FolderFiles {
  const documents = {
    'reference-profile.json': contents.referenceProfile,
    'golden.json': contents.golden,
    'metrics.json': contents.metrics,
    'example-request.json': contents.exampleRequest,
  };
  const parsed = bundleDocuments.safeParse(documents);
  if (!parsed.success) throw bundleInvalid(folder, describeIssues(parsed.error));
  const example = inputExampleOf(contents.manifest, contents.golden);
  const mlmodel = renderMlmodel(contents.manifest, sha256Of(contents.model), {
    hasInputExample: example !== undefined,
  });
  return new Map<string, Uint8Array | string>([
    [modelFile, contents.model],
    // As given, not as parsed: parsing may put keys into another order.
    ...Object.entries(documents).map(([name, value]) => [name, stringifyJson(value)] as const),
    ['MLmodel', mlmodel],
    ...(example ? [[inputExampleFile, stringifyJson(example)] as const] : []),
    ['MODEL_CARD.md', contents.modelCard],
    ['evaluation.html', contents.evaluationHtml],
  ]);
}
