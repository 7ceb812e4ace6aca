/**
 * Writes the folder: the page with the form, its scripts as tsc compiled them, onnxruntime's WebAssembly, and of the
 * bundle what the page reads. No bundler: an import map tells the browser where each package is.
 */

import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bundle, openBundle } from '@waymark/registry';
import { standalonePage } from '@waymark/serving';
import { siteFolderTaken, siteUnwritable } from './errors.js';

export interface BrowserSite {
  readonly folder: string;
  readonly model: string;
  readonly manifestSha256: string;
  /** Names, `index.html` last. */
  readonly files: readonly string[];
}

/** The compiled scripts: the same path from `src/` and from `dist/`. */
const scriptFolder = fileURLToPath(new URL('../dist/page', import.meta.url));
const scripts = ['main.js', 'browser-model.js', 'check-row.js', 'golden-check.js'];

/** onnxruntime-web on one thread, which needs no headers that static servers do not send. */
const runtimeFiles = ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'];
const runtimeFolder = dirname(
  createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
);

const imports = {
  '@waymark/serving': './prediction-form.js',
  'onnxruntime-web/wasm': './ort.wasm.bundle.min.mjs',
};
const bundleFiles = ['manifest.json', 'model.onnx', 'golden.json'];
const files = [...bundleFiles, ...runtimeFiles, ...scripts, 'prediction-form.js', 'index.html'];

/**
 * Writes the page of the bundle into `folder`, over the one that was there.
 * @throws `SITE_FOLDER_TAKEN`, `SITE_UNWRITABLE`, `OUTPUTS_UNSUPPORTED`, and what opening the bundle throws.
 */
export async function writeBrowserSite(bundleFolder: string, folder: string): Promise<BrowserSite> {
  const bundle = await openBundle(bundleFolder);
  await writeSite(bundle, folder).catch((error: unknown) => {
    throw error instanceof Error && 'syscall' in error ? siteUnwritable(folder, error) : error;
  });
  const { manifest, manifestSha256 } = bundle;
  return { folder, model: manifest.name, manifestSha256, files };
}

async function writeSite(bundle: Bundle, folder: string): Promise<void> {
  const { html, formModule } = standalonePage(bundle, { script: './main.js', imports, links: bundleFiles });
  await mkdir(folder, { recursive: true });
  const strangers = (await readdir(folder)).filter((name) => !files.includes(name));
  if (strangers.length > 0) throw siteFolderTaken(folder);
  const copies = [
    ...bundleFiles.map((name) => [bundle.folder, name] as const),
    ...runtimeFiles.map((name) => [runtimeFolder, name] as const),
    ...scripts.map((name) => [scriptFolder, name] as const),
  ];
  await Promise.all(copies.map(([from, name]) => copyFile(join(from, name), join(folder, name))));
  await writeFile(join(folder, 'prediction-form.js'), formModule);
  await writeFile(join(folder, 'index.html'), html);
}
