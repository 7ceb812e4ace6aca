/** The workspace on disk: its root, its projects, and the hash of the code that can change a project's results. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Project } from '@waymark/pipeline';
import { projectMisnamed, projectNotBuilt, projectUnknown } from './errors.js';

/** The folder with the workspace's package.json, found from this file: the command works from any directory. */
export const workspaceRoot = join(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface LoadedProject {
  readonly project: Project;
  readonly folder: string;
}

/** Names of the apps that define a project, sorted. */
async function projectNames(root: string): Promise<readonly string[]> {
  const apps = await readdir(join(root, 'apps'));
  return apps.filter((app) => existsSync(join(root, 'apps', app, 'src/project.ts'))).sort();
}

/**
 * Imports `apps/NAME/dist/project.js`.
 * @throws `PROJECT_UNKNOWN` with the names there are, `PROJECT_NOT_BUILT`, `PROJECT_MISNAMED`.
 */
export async function loadProject(name: string, root = workspaceRoot): Promise<LoadedProject> {
  const names = await projectNames(root);
  if (!names.includes(name)) throw projectUnknown(name, names);
  const folder = join(root, 'apps', name);
  const file = join(folder, 'dist/project.js');
  if (!existsSync(file)) throw projectNotBuilt(name);
  const module: { readonly default: Project } = await import(pathToFileURL(file).href);
  const project = module.default;
  if (project.name !== name) throw projectMisnamed(name, project.name);
  return { project, folder };
}

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * sha256 over the sources of the project and of the workspace packages that it depends on, tests left out. Serving
 * is not among them: a change there makes no new model.
 */
export async function hashCode(projectFolder: string): Promise<string> {
  const packages = await workspacePackages();
  const folders = [projectFolder];
  for (const folder of folders) {
    const { dependencies = {} } = await readPackage(folder);
    for (const name of Object.keys(dependencies)) {
      const found = packages.get(name);
      if (found !== undefined && !folders.includes(found)) folders.push(found);
    }
  }
  const hash = createHash('sha256');
  for (const folder of [...folders].sort()) await hashSources(join(folder, 'src'), hash);
  return hash.digest('hex');
}

async function workspacePackages(): Promise<ReadonlyMap<string, string>> {
  const parent = join(workspaceRoot, 'packages');
  const folders = (await readdir(parent)).map((name) => join(parent, name));
  const named = folders
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map(async (folder) => [(await readPackage(folder)).name, folder] as const);
  return new Map(await Promise.all(named));
}

async function readPackage(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

async function hashSources(folder: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  const sources = entries.filter((entry) => entry.endsWith('.ts') && !entry.endsWith('.test.ts'));
  for (const entry of sources.map((path) => path.replaceAll('\\', '/')).sort()) {
    hash
      .update(entry)
      .update('\0')
      .update(await readFile(join(folder, entry)));
  }
}
