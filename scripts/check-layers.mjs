/**
 * Holds the workspace to its one-way layers: reads what each package declares and what its sources import, and fails on
 * what the table does not allow, on deep imports, on what is imported but not declared or declared but not imported, on
 * files that import each other in a circle, and on having read none. Packages also stay free of the process.
 */

import { posix } from 'node:path';
import { runCheck } from './check-run.mjs';
import { importCircles } from './import-circles.mjs';
import { layerTable } from './layer-table.mjs';
import { processUses } from './process-uses.mjs';
import { importsOf, packageOf, withoutComments } from './source-imports.mjs';
import { readManifest, readPackages } from './workspace-packages.mjs';

/**
 * @typedef {import('./check-run.mjs').CheckResult} CheckResult
 * @typedef {import('./layer-table.mjs').LayerTable} LayerTable
 * @typedef {import('./source-imports.mjs').SourceImport} SourceImport
 * @typedef {import('./workspace-packages.mjs').Source} Source
 * @typedef {import('./workspace-packages.mjs').WorkspacePackage} WorkspacePackage
 *
 * @typedef {object} Context
 * @property {LayerTable} table
 * @property {ReadonlyMap<string, WorkspacePackage>} byName
 * @property {readonly string[]} rootTools Packages that the root declares, for tests only.
 */

const scope = '@waymark/';

/**
 * @param {string} root
 * @param {LayerTable} [table]
 * @returns {CheckResult}
 */
export function checkLayers(root, table = layerTable) {
  const packages = readPackages(root);
  const byName = new Map(packages.map((item) => [item.manifest.name, item]));
  const rootTools = Object.keys(readManifest(root).devDependencies ?? {});
  const context = { table, byName, rootTools };
  const sources = packages.flatMap((item) => item.sources).length;
  const imports = packages.flatMap((item) => [...workspaceImports(item)]).length;
  const problems = packages.flatMap((item) => [
    ...declarationProblems(item, context),
    ...unusedProblems(item, context),
    ...circleProblems(item),
    ...item.sources.flatMap((source) => sourceProblems(item, source, context)),
  ]);
  if (imports === 0) problems.push('no import of one package by another was read: the check proves nothing');
  const summary = `read ${packages.length} packages and apps, ${sources} sources, ${imports} imports between them`;
  return { summary, problems };
}

/** What package.json says. @param {WorkspacePackage} item @param {Context} context */
function declarationProblems(item, context) {
  const { manifest, folder } = item;
  const file = `${folder}/package.json`;
  const problems = [];
  if (item.kind === 'packages' && !Object.hasOwn(context.table.packages, item.id))
    problems.push(`${file}: '${item.id}' has no line in scripts/layer-table.mjs; add one`);
  const deep = Object.keys(manifest.exports ?? {}).filter((path) => path !== '.');
  if (deep.length > 0)
    problems.push(`${file}: a package exports only '.'; it also exports ${deep.join(', ')}`);
  for (const [names, isAllowed] of /** @type {const} */ ([
    [workspaceNames(manifest.dependencies), mayUse],
    [workspaceNames(manifest.devDependencies), mayTestWith],
  ])) {
    for (const name of names) {
      const target = context.byName.get(name);
      if (target === undefined) problems.push(`${file}: declares ${name}, which is not in this workspace`);
      else if (!isAllowed(item, target, context))
        problems.push(`${file}: declares ${name}; ${ruleOf(item, context)}`);
    }
  }
  return problems;
}

/** Dependencies that no source imports. @param {WorkspacePackage} item @param {Context} context */
function unusedProblems(item, { byName }) {
  const imported = workspaceImports(item);
  return workspaceNames(item.manifest.dependencies)
    .filter((name) => byName.has(name) && !imported.has(name))
    .map((name) => `${item.folder}/package.json: declares ${name}, and no source imports it; remove it`);
}

/** Files that import each other. @param {WorkspacePackage} item */
function circleProblems({ sources }) {
  return importCircles(sources).map(
    (circle) =>
      `${[...circle, circle[0]].join(' -> ')}: imports in a circle; what they share goes into a file below them`,
  );
}

/** @param {WorkspacePackage} item @param {Source} source @param {Context} context */
function sourceProblems(item, source, context) {
  const code = withoutComments(source.text);
  const problems = importsOf(code).flatMap((found) => {
    const problem = importProblem(item, source, found.specifier, context);
    return problem === undefined
      ? []
      : [`${source.path}:${found.line} imports ${found.specifier}: ${problem}`];
  });
  if (item.kind === 'packages' && !source.isTest)
    problems.push(...processProblems(source.path, code, context.table));
  return problems;
}

/** @param {WorkspacePackage} item @param {Source} source @param {string} specifier @param {Context} context */
function importProblem(item, source, specifier, context) {
  if (specifier.startsWith('node:')) return undefined;
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(source.path), specifier);
    return target.startsWith(`${item.folder}/`)
      ? undefined
      : "a relative import stays in its package; use the package's name";
  }
  const name = packageOf(specifier);
  const target = context.byName.get(name);
  if (target !== undefined && specifier !== name) return `a package exports only '.'; import ${name}`;
  const isAllowed = source.isTest ? mayTestWith : mayUse;
  if (target !== undefined && !isAllowed(item, target, context)) return ruleOf(item, context);
  return isDeclared(item, source, name, context)
    ? undefined
    : `${item.folder}/package.json does not declare ${name}`;
}

/**
 * Tests may also use devDependencies, their own and the root's.
 *
 * @param {WorkspacePackage} item @param {Source} source @param {string} name @param {Context} context
 */
function isDeclared({ manifest }, { isTest }, name, { rootTools }) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  const declared = {
    ...dependencies,
    ...peerDependencies,
    ...optionalDependencies,
    ...(isTest ? devDependencies : {}),
  };
  return Object.hasOwn(declared, name) || (isTest && rootTools.includes(name));
}

/** @param {string} path @param {string} code @param {LayerTable} table */
function processProblems(path, code, { workers }) {
  return processUses(code, { isWorker: workers.includes(path) }).map(
    ({ name, line }) => `${path}:${line} uses ${name}: a package takes options; only apps touch the process`,
  );
}

/** @param {WorkspacePackage} item @param {WorkspacePackage} target @param {Context} context */
function mayUse(item, target, { table }) {
  if (item.kind === 'packages')
    return target.kind === 'packages' && (table.packages[item.id] ?? []).includes(target.id);
  const { packages = Object.keys(table.packages), apps = [] } = table.apps[item.id] ?? {};
  return (target.kind === 'packages' ? packages : apps).includes(target.id);
}

/**
 * Tests may use any package that does not stand on this one: a wider view, and still no circle.
 *
 * @param {WorkspacePackage} item @param {WorkspacePackage} target @param {Context} context
 */
function mayTestWith(item, target, { table }) {
  if (item.kind === 'apps') return true;
  return target.kind === 'packages' && target.id !== item.id && !standsOn(target.id, item.id, table);
}

/** @param {string} upper @param {string} lower @param {LayerTable} table @returns {boolean} */
function standsOn(upper, lower, table) {
  return (table.packages[upper] ?? []).some((id) => id === lower || standsOn(id, lower, table));
}

/** @param {WorkspacePackage} item @param {Context} context */
function ruleOf({ id, kind }, { table }) {
  const rule = table.apps[id] ?? {};
  const names =
    kind === 'packages' ? table.packages[id] : [...(rule.packages ?? ['any package']), ...(rule.apps ?? [])];
  return `'${id}' may import: ${names?.join(', ') || '(none)'}`;
}

/** @param {Record<string, string> | undefined} dependencies */
function workspaceNames(dependencies = {}) {
  return Object.keys(dependencies).filter((name) => name.startsWith(scope));
}

/** The workspace's packages that the sources import, tests left out. @param {WorkspacePackage} item */
function workspaceImports(item) {
  const sources = item.sources.filter(({ isTest }) => !isTest);
  const names = sources.flatMap(({ text }) =>
    importsOf(withoutComments(text)).map((found) => packageOf(found.specifier)),
  );
  return new Set(names.filter((name) => name.startsWith(scope)));
}

await runCheck(import.meta.url, checkLayers);
