/** What every project command needs: the project, its folders, the registry and the step context. */

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ModelRegistry, Tracker } from '@waymark/contracts';
import {
  type ArtifactPaths,
  artifactPaths,
  type DataFile,
  type Project,
  resolveProjectData,
  type StepContext,
} from '@waymark/pipeline';
import { FileModelRegistry } from '@waymark/registry';
import type { CommandInput } from './command.js';
import { type GitSource, readGitSource } from './git-source.js';
import { openRegistry } from './registry.js';
import { projectTracker } from './tracker.js';
import { hashCode, loadProject } from './workspace.js';

export interface ProjectContext {
  readonly project: Project;
  readonly folder: string;
  readonly home: string;
  readonly paths: ArtifactPaths;
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
  readonly source: GitSource;
  /** The context of one step, with its progress lines. */
  stepContext(step: string): StepContext;
  /** The data file that the request and the project's source give. */
  resolveData(request: {
    readonly dataFile?: string | undefined;
    readonly datasetName?: string | undefined;
  }): Promise<DataFile>;
}

export interface ProjectFolders {
  /** Default: the environment's. */
  readonly home?: string;
  /** Default: `artifacts` in the project's folder. */
  readonly artifacts?: string;
}

/** Loads the project named by the first positional. */
export async function openProject(
  input: CommandInput,
  folders: ProjectFolders = {},
): Promise<ProjectContext> {
  const { project, folder } = await loadProject(input.positionals[0] ?? '');
  const home = folders.home ?? homeOf(input);
  const paths = artifactPaths(folders.artifacts ?? join(folder, 'artifacts'));
  const registry = await registryOf(input, home);
  const codeHash = await hashCode(folder);
  const source = await readGitSource(folder);
  const trackerOf = (step: string): Tracker =>
    projectTracker({
      home,
      // Only its bundles: the version on MLflow comes after the run that it names.
      registry: new FileModelRegistry(home),
      mlflow: input.environment.mlflow,
      progress: () => input.progress(step),
    });
  const stepContext = (step: string): StepContext => ({
    paths,
    progress: input.progress(step),
    codeHash,
    backend: input.environment.backend,
    tracking: { tracker: trackerOf(step), source },
  });
  return {
    project,
    folder,
    home,
    paths,
    registry,
    tracker: trackerOf('promote'),
    source,
    stepContext,
    async resolveData(request) {
      const cacheFolder = join(home, 'data');
      await mkdir(cacheFolder, { recursive: true });
      const progress = input.progress('data');
      const onDownload = (done: number, total: number) =>
        progress.advance({ label: 'bytes', done, total, detail: request.datasetName ?? '' });
      return resolveProjectData(project, { ...request, projectFolder: folder, cacheFolder, onDownload });
    },
  };
}

/** `--home DIR`, else the environment's. */
export function homeOf({ options, environment }: CommandInput): string {
  return typeof options.home === 'string' ? resolve(options.home) : environment.home;
}

/** The registry of the command's home, or of another. */
export async function registryOf(input: CommandInput, home = homeOf(input)): Promise<ModelRegistry> {
  return openRegistry({ home, mlflow: input.environment.mlflow, progress: () => input.progress('registry') });
}

/** A string option, or undefined. */
export function textOption({ options }: CommandInput, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
