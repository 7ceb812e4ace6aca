/**
 * What is in a folder of models: `NAME.onnx`, or Triton's layout `NAME/VERSION/model.onnx` with `config.pbtxt` and files of
 * labels beside the versions. Other files are not looked at, nor is anything whose name begins with a dot. Models in
 * several files (external data) are left out.
 */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { modelsFolderUnreadable } from './errors.js';
import { defaultConfig, type ModelConfig, parseModelConfig, type VersionPolicy } from './model-config.js';

export interface FoundVersion {
  readonly version: number;
  readonly file: string;
}

export interface FoundModel {
  readonly name: string;
  /** Those that its configuration asks for, ascending. */
  readonly versions: readonly FoundVersion[];
  readonly config: ModelConfig;
  /** Classes by the output's name. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Changes when a file of the model does: names, sizes and times. */
  readonly stamp: string;
  /** Why nothing of it can be served. */
  readonly problems: readonly string[];
}

/** Names that paths and metrics can hold. */
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
/** `/v2/models/stats` is another thing. */
const takenNames = ['stats'];
const mostLabelBytes = 2 ** 20;

/** The models by name, in alphabetical order. @throws `MODELS_FOLDER_UNREADABLE`. */
export async function readModelsFolder(folder: string): Promise<readonly FoundModel[]> {
  const entries = await readdir(folder).catch((error: Error) => {
    throw modelsFolderUnreadable(folder, error);
  });
  const found: FoundModel[] = [];
  for (const entry of entries.filter((name) => !name.startsWith('.')).sort()) {
    const model = await readEntry(folder, entry);
    if (model) found.push(withNameProblems(model, found));
  }
  return found;
}

async function readEntry(folder: string, entry: string): Promise<FoundModel | undefined> {
  const path = join(folder, entry);
  // Through links: Kubernetes mounts a volume's files as links.
  const about = await stat(path).catch(() => undefined);
  if (about?.isDirectory()) return readModelFolder(path, entry);
  if (!entry.endsWith('.onnx')) return undefined;
  const name = entry.slice(0, -'.onnx'.length);
  if (!about?.isFile()) return unusable(name, `${entry} must be a file that can be read`);
  return {
    ...{ name, config: defaultConfig, labels: new Map(), problems: [] },
    ...{ versions: [{ version: 1, file: path }], stamp: stampOf(path, about) },
  };
}

async function readModelFolder(path: string, name: string): Promise<FoundModel> {
  const entries = await readdir(path).catch(() => []);
  const stamps: string[] = [];
  try {
    const config = await readConfig(path, entries, stamps);
    const labels = await readLabels(path, config, stamps);
    const numbers = entries.filter((entry) => /^[1-9]\d{0,8}$/.test(entry)).map(Number);
    const chosen = chooseVersions(numbers, config.versionPolicy);
    const versions = chosen.map((version) => ({
      version,
      file: join(path, String(version), config.fileName),
    }));
    for (const { file } of versions) stamps.push(stampOf(file, await stat(file).catch(() => undefined)));
    const problems = versionProblems(name, numbers, config);
    return { name, versions, config, labels, stamp: stamps.join('\n'), problems };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...unusable(name, reason), stamp: `${reason}\n${stamps.join('\n')}` };
  }
}

async function readConfig(path: string, entries: readonly string[], stamps: string[]): Promise<ModelConfig> {
  if (!entries.includes('config.pbtxt')) return defaultConfig;
  const text = await readFile(join(path, 'config.pbtxt'), 'utf8');
  stamps.push(text);
  return parseModelConfig(text);
}

async function readLabels(
  path: string,
  { outputs }: ModelConfig,
  stamps: string[],
): Promise<FoundModel['labels']> {
  const labels = new Map<string, readonly string[]>();
  for (const { name, labelFile } of outputs) {
    if (labelFile === undefined) continue;
    const text = await readFile(join(path, labelFile), 'utf8');
    if (text.length > mostLabelBytes)
      throw new TypeError(`${labelFile} must have at most ${mostLabelBytes} bytes`);
    stamps.push(text);
    labels.set(name, text.replace(/\r?\n$/, '').split(/\r?\n/));
  }
  return labels;
}

/** Ascending. Triton's policies; of those that are named, the ones that are there. */
function chooseVersions(numbers: readonly number[], policy: VersionPolicy): readonly number[] {
  const ascending = [...numbers].sort((a, b) => a - b);
  if (policy.kind === 'latest') return ascending.slice(-policy.count);
  return policy.kind === 'all' ? ascending : ascending.filter((version) => policy.versions.includes(version));
}

function versionProblems(
  name: string,
  numbers: readonly number[],
  { name: configured, versionPolicy, fileName }: ModelConfig,
): readonly string[] {
  const problems: string[] = [];
  if (configured !== undefined && configured !== '' && configured !== name)
    problems.push(
      `config.pbtxt names the model ${configured}, and its folder is ${name}: they must be the same`,
    );
  if (numbers.length === 0)
    problems.push(`it must have a version in a folder 1, 2, 3 …, as in ${name}/1/${fileName}`);
  if (versionPolicy.kind !== 'specific') return problems;
  const missing = versionPolicy.versions.filter((version) => !numbers.includes(version));
  if (missing.length > 0)
    problems.push(`config.pbtxt asks for versions that are not there: ${missing.join(', ')}`);
  return problems;
}

function withNameProblems(model: FoundModel, others: readonly FoundModel[]): FoundModel {
  const { name } = model;
  const problems = [...model.problems];
  if (!namePattern.test(name) || takenNames.includes(name))
    problems.unshift(
      `its name must be letters, digits, '_', '-' and '.', at most 128, not begin with '-', and not be ${takenNames.join()}; rename it`,
    );
  if (others.some((other) => other.name === name))
    problems.unshift(`there are ${name}.onnx and the folder ${name}: keep one of them`);
  return { ...model, problems };
}

function unusable(name: string, problem: string): FoundModel {
  return {
    name,
    versions: [],
    config: defaultConfig,
    labels: new Map(),
    stamp: problem,
    problems: [problem],
  };
}

function stampOf(
  file: string,
  about: { readonly mtimeMs: number; readonly size: number } | undefined,
): string {
  return `${file} ${about?.size} ${about?.mtimeMs}`;
}
