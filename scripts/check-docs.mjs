/**
 * Holds the documents to the code: docs/errors.md is what the catalogues say, docs/supported-layers.md what the tables
 * of layers and transforms say, every relative link resolves, and every command that is shown exists. Needs a build:
 * the tables are read from it, and the list of commands comes from `waymark --help` itself.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCheck } from './check-run.mjs';
import { checkCommands } from './documented-commands.mjs';
import { checkLinks } from './markdown-links.mjs';
import { workspaceFiles } from './workspace-files.mjs';
import { readManifest } from './workspace-packages.mjs';
import { errorsDoc, renderErrorsDoc } from './write-errors-doc.mjs';
import { renderSupportedLayersDoc, supportedLayersDoc } from './write-supported-layers.mjs';

/**
 * @param {string} root
 * @param {readonly string[]} [waymarkCommands]
 * @param {ReturnType<typeof renderSupportedLayersDoc>} [layers]
 * @returns {import('./check-run.mjs').CheckResult}
 */
export function checkDocs(
  root,
  waymarkCommands = askForCommands(root),
  layers = renderSupportedLayersDoc(root),
) {
  const paths = workspaceFiles(root, ['*.md']);
  const { tasks } = JSON.parse(readFileSync(join(root, 'turbo.json'), 'utf8'));
  const known = {
    scripts: Object.keys(readManifest(root).scripts ?? {}),
    tasks: Object.keys(tasks),
    commands: waymarkCommands,
  };
  const links = paths.map((path) => checkLinks(root, path));
  const commands = paths.map((path) => checkCommands(path, readFileSync(join(root, path), 'utf8'), known));
  const errors = renderErrorsDoc(root);
  const problems = [errors, layers, ...links, ...commands].flatMap((result) => result.problems);
  if (errors.text !== readIfThere(join(root, errorsDoc)))
    problems.push(`${errorsDoc} is not what the catalogues say; run \`npm run docs\``);
  if (layers.text !== readIfThere(join(root, supportedLayersDoc)))
    problems.push(`${supportedLayersDoc} is not what the tables say; run \`npm run docs\``);
  if (errors.codes === 0) problems.push('no error code was read');
  if (paths.length === 0) problems.push('no document was read');
  const linkCount = links.reduce((sum, result) => sum + result.links, 0);
  const commandCount = commands.reduce((sum, result) => sum + result.commands, 0);
  const counts = [
    `${paths.length} documents, ${errors.codes} error codes, ${layers.layers} layers`,
    `${layers.transforms} transforms, ${linkCount} links, ${commandCount} commands`,
  ];
  return { summary: `read ${counts.join(', ')}`, problems };
}

/** What `waymark` itself says that it can do. @param {string} root @returns {string[]} */
function askForCommands(root) {
  const waymark = join(root, 'apps/cli/bin/waymark.js');
  const listing = execFileSync(process.execPath, [waymark, '--help', '--json'], { encoding: 'utf8' });
  return JSON.parse(listing);
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

await runCheck(import.meta.url, checkDocs);
