/** Reads the packages and apps of the workspace: each one's package.json and its sources (`src` and `bin`). */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * @typedef {object} Manifest The part of a package.json that the checks read.
 * @property {string} name
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {object} Source
 * @property {string} path Relative to the root, with `/`.
 * @property {string} text
 * @property {boolean} isTest A test, or what stands in `testing/` or `fixtures/` for tests.
 *
 * @typedef {object} WorkspacePackage
 * @property {string} id The folder's name, e.g. `onnx`.
 * @property {'packages' | 'apps'} kind
 * @property {string} folder Relative to the root, with `/`.
 * @property {Manifest} manifest
 * @property {Source[]} sources
 */

const testPath = /\.test\.[cm]?[jt]s$|\/(?:testing|fixtures)\//;

/** @param {string} root @returns {WorkspacePackage[]} */
export function readPackages(root) {
  return /** @type {const} */ (['packages', 'apps']).flatMap((kind) => {
    const names = existsSync(join(root, kind)) ? readdirSync(join(root, kind)).sort() : [];
    const ids = names.filter((name) => existsSync(join(root, kind, name, 'package.json')));
    return ids.map((id) => {
      const folder = `${kind}/${id}`;
      const sources = ['src', 'bin'].flatMap((part) => readSources(root, `${folder}/${part}`));
      return { id, kind, folder, manifest: readManifest(join(root, folder)), sources };
    });
  });
}

/** @param {string} folder @returns {Manifest} */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** @param {string} root @param {string} folder @returns {Source[]} */
function readSources(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const paths = entries.map((entry) => posix.join(folder, entry.replaceAll('\\', '/'))).sort();
  return paths
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => ({
      path,
      text: readFileSync(join(root, path), 'utf8'),
      isTest: testPath.test(path),
    }));
}
