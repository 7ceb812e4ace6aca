/**
 * What is in a folder of models: `NAME.onnx`, or Triton's layout `NAME/VERSION/model.onnx` with `config.pbtxt` and files of
 * labels beside the versions. Files that an ONNX file names for its large tensors (external data) belong to it. Other files
 * are not looked at, nor is anything whose name begins with a dot.
 */

import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { modelsFolderUnreadable } from './errors.js';
import { ExternalFiles, leavesFolder } from './external-files.js';
import { defaultConfig, type ModelConfig, parseModelConfig, type VersionPolicy } from './model-config.js';

export interface FoundVersion {
  readonly version: number;
  readonly file: string;
  /** Of its external data, relative to its folder and as the file says: they may lead out of it. */
  readonly locations: readonly string[];
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

/**
 * The models by name, in alphabetical order.
 * @param externalFiles To be given again, for whoever looks often.
 * @throws `MODELS_FOLDER_UNREADABLE`.
 */
export async function readModelsFolder(
  folder: string,
  externalFiles = new ExternalFiles(),
): Promise<readonly FoundModel[]> {
  const entries = await readdir(folder).catch((error: Error) => {
    throw modelsFolderUnreadable(folder, error);
  });
  const found: FoundModel[] = [];
  for (const entry of entries.filter((name) => !name.startsWith('.')).sort()) {
    const model = await readEntry(join(folder, entry), entry, externalFiles);
    if (model) found.push(withNameProblems(model, found));
  }
  return found;
}

async function readEntry(
  path: string,
  entry: string,
  externalFiles: ExternalFiles,
): Promise<FoundModel | undefined> {
  // Through links: Kubernetes mounts a volume's files as links.
  const about = await stat(path).catch(() => undefined);
  if (about?.isDirectory()) return readModelFolder(path, entry, externalFiles);
  if (!entry.endsWith('.onnx')) return undefined;
  const name = entry.slice(0, -'.onnx'.length);
  if (!about?.isFile()) return unusable(name, `${entry} must be a file that can be read`);
  const { stamp, locations } = await readModelFile(path, externalFiles);
  return {
    ...{ name, config: defaultConfig, labels: new Map(), problems: [] },
    ...{ versions: [{ version: 1, file: path, locations }], stamp },
  };
}

/** With a stamp of it and its external data. */
async function readModelFile(file: string, externalFiles: ExternalFiles) {
  const stamp = await stampOf(file);
  const locations = await externalFiles.locationsOf(file, stamp);
  const inside = locations.filter((location) => !leavesFolder(location));
  const stamps = await Promise.all(inside.map((location) => stampOf(join(dirname(file), location))));
  return { locations, stamp: [stamp, ...stamps].join('\n') };
}

async function readModelFolder(
  path: string,
  name: string,
  externalFiles: ExternalFiles,
): Promise<FoundModel> {
  const entries = await readdir(path).catch(() => []);
  const stamps: string[] = [];
  try {
    const config = await readConfig(path, entries, stamps);
    const labels = await readLabels(path, config, stamps);
    const numbers = entries.filter((entry) => /^[1-9]\d{0,8}$/.test(entry)).map(Number);
    const chosen = chooseVersions(numbers, config.versionPolicy);
    const versions: FoundVersion[] = [];
    for (const version of chosen) {
      const file = join(path, String(version), config.fileName);
      const { stamp, locations } = await readModelFile(file, externalFiles);
      versions.push({ version, file, locations });
      stamps.push(stamp);
    }
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
  if (numbers.length === 0) {
    // Who names the folder of one model has its versions taken for models.
    const hint = /^\d+$/.test(name) ? '; if it is a version itself, serve the folder above its model' : '';
    problems.push(`it must have a version in a folder 1, 2, 3 …, as in ${name}/1/${fileName}${hint}`);
  }
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

async function stampOf(file: string): Promise<string> {
  const about = await stat(file).catch(() => undefined);
  return `${file} ${about?.size} ${about?.mtimeMs}`;
}
