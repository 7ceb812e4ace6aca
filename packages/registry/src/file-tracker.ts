/**
 * The embedded tracker: one file a run, `<home>/runs/<model>/<id>.json`. The id is the bundle's manifest hash, so
 * publishing again finds the file there. Runs that are going on have journals beside it.
 */

import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LiveRun, type RunRecord, type RunStart, runRecord, type Tracker } from '@waymark/contracts';
import { createExclusive, guardStorage, readdirOrNone } from './durable-file.js';
import { runInvalid } from './errors.js';
import { FileRunJournals } from './file-run-journals.js';
import { describeIssues, parseJson, stringifyJson } from './json-document.js';
import { assertModelName, isModelName } from './model-name.js';
import { removeStale } from './temporary-path.js';

export class FileTracker implements Tracker {
  /** What live runs wrote, to be read while they go on and afterwards. */
  readonly journals: FileRunJournals;
  readonly #root: string;

  /** @param home e.g. `.waymark`; created by the first write. */
  constructor(home: string) {
    this.#root = join(home, 'runs');
    this.journals = new FileRunJournals(this.#root);
  }

  /** @throws `MODEL_NAME_INVALID`, `RUN_INVALID`, `STORAGE_FAILED`. */
  start(run: RunStart): Promise<LiveRun> {
    return this.journals.start(run);
  }

  /** Names of the models that have runs, sorted. */
  async models(): Promise<readonly string[]> {
    const entries = await guardStorage(this.#root, () => readdirOrNone(this.#root));
    return entries.filter(isModelName).sort();
  }

  /**
   * Stores the run, whole or not at all. The first record of an id stays.
   * @throws `MODEL_NAME_INVALID`, `RUN_INVALID`, `STORAGE_FAILED`.
   */
  async publish(run: RunRecord): Promise<void> {
    const { id, model } = parseRun(`run ${run.id}`, run);
    const file = join(this.#folder(model), `${id}.json`);
    await guardStorage(file, async () => {
      await mkdir(dirname(file), { recursive: true });
      await removeStale(dirname(file));
      await createExclusive(file, stringifyJson(run));
    });
  }

  /**
   * The model's runs, oldest first; none when nothing was published.
   * @throws `MODEL_NAME_INVALID`, `RUN_INVALID`, `STORAGE_FAILED`.
   */
  async list(model: string): Promise<readonly RunRecord[]> {
    const folder = this.#folder(model);
    const runs = await guardStorage(folder, () => readRuns(folder));
    return [...runs].sort((a, b) => compare(a.time, b.time) || compare(a.id, b.id));
  }

  #folder(model: string): string {
    assertModelName(model);
    return join(this.#root, model);
  }
}

async function readRuns(folder: string): Promise<readonly RunRecord[]> {
  const names = await readdirOrNone(folder);
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  return Promise.all(files.map(async (file) => parseRun(file, parseJson(await readFile(file, 'utf8')))));
}

function parseRun(where: string, document: unknown): RunRecord {
  const parsed = runRecord.safeParse(document);
  if (!parsed.success) throw runInvalid(where, describeIssues(parsed.error));
  return parsed.data;
}

/** In code-unit order: ISO times in UTC sort by time. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
