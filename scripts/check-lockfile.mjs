/**
 * Holds package-lock.json to what makes `npm ci` work everywhere: the native binaries of every platform are in it, not
 * only those of the machine that wrote it; it names no registry host, so that it works behind any mirror; and every
 * package has its integrity hash, so that a mirror cannot change one.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCheck } from './check-run.mjs';

/**
 * @typedef {object} LockEntry The part of an entry that is read.
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [inBundle]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 *
 * @typedef {Readonly<Record<string, LockEntry>>} LockEntries Keyed by path, e.g. `node_modules/turbo`.
 */

/** What the workspace runs on. (onnxruntime-node has all of its platforms in one package, without macOS on x64.) */
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** Tools whose binaries come as one optional package a platform. */
const nativeTools = ['turbo', '@biomejs/biome', 'typescript', 'rolldown', '@duckdb/node-bindings'];

/** @param {string} root @returns {import('./check-run.mjs').CheckResult} */
export function checkLockfile(root) {
  /** @type {{ packages?: LockEntries }} */
  const { packages = {} } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const problems = [
    ...missingOptionals(packages),
    ...nativeTools.flatMap((tool) => missingPlatforms(packages, tool)),
    ...sourceProblems(packages),
  ];
  return {
    summary: `read ${Object.keys(packages).length} entries, ${nativeTools.length} native tools`,
    problems,
  };
}

/**
 * npm drops the optional packages of other platforms when it updates a lock in the presence of node_modules.
 *
 * @param {LockEntries} entries
 */
function missingOptionals(entries) {
  return Object.entries(entries).flatMap(([path, { optionalDependencies = {} }]) => {
    const missing = Object.keys(optionalDependencies).filter(
      (name) => resolveEntry(entries, path, name) === undefined,
    );
    return missing.map(
      (name) =>
        `${path} needs ${name}, which the lock lacks; remove node_modules and the lock, and run \`npm install\``,
    );
  });
}

/** @param {LockEntries} entries @param {string} tool */
function missingPlatforms(entries, tool) {
  const path = `node_modules/${tool}`;
  const entry = entries[path];
  if (entry === undefined)
    return [`${path} is not in the lock; take it off the list of native tools, or install it`];
  const held = Object.keys(entry.optionalDependencies ?? {}).flatMap((name) => {
    const { os = [], cpu = [] } = resolveEntry(entries, path, name) ?? {};
    return os.flatMap((system) => cpu.map((processor) => `${system}-${processor}`));
  });
  const missing = platforms.filter((platform) => !held.includes(platform));
  return missing.length === 0 ? [] : [`${tool} has no binary for ${missing.join(', ')}`];
}

/** @param {LockEntries} entries */
function sourceProblems(entries) {
  return Object.entries(entries).flatMap(([path, { resolved, integrity, link, inBundle }]) => {
    const problems = [];
    if (resolved !== undefined && /^[a-z+]+:/.test(resolved))
      problems.push(
        `${path} names where it came from; .npmrc must have omit-lockfile-registry-resolved=true`,
      );
    if (path.startsWith('node_modules/') && !link && !inBundle && integrity === undefined)
      problems.push(`${path} has no integrity hash; install it from a registry`);
    return problems;
  });
}

/**
 * Node's lookup: the nearest `node_modules` on the way up.
 *
 * @param {LockEntries} entries @param {string} from @param {string} name @returns {LockEntry | undefined}
 */
function resolveEntry(entries, from, name) {
  const nested = entries[`${from}/node_modules/${name}`];
  if (nested !== undefined || from === '') return nested ?? entries[`node_modules/${name}`];
  const parent = from.lastIndexOf('/node_modules/');
  return resolveEntry(entries, parent === -1 ? '' : from.slice(0, parent), name);
}

await runCheck(import.meta.url, checkLockfile);
