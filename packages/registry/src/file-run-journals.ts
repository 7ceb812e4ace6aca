/**
 * Journals of live runs: `<runs>/<model>/live/<time>-<identity>.jsonl`, one event a line, appended and never changed.
 * A run that its process left open goes on in its journal when the same run (kind, parameters, lineage) starts again;
 * a run that ended stays as it is, and the next one gets a journal of its own.
 */

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunEvent, type RunJournals, type RunStart, runEvent, runStart } from '@waymark/contracts';
import { guardStorage, hasErrno, readdirOrNone } from './durable-file.js';
import { runInvalid } from './errors.js';
import { isAlive } from './is-alive.js';
import { JournaledRun } from './journaled-run.js';
import { describeIssues, parseJson } from './json-document.js';
import { assertModelName } from './model-name.js';

const namePattern = /^\d{8}T\d{9}Z-[0-9a-f]{16}\.jsonl$/;
/** Process ids are given out again: a journal that nobody wrote to for so long is a dead one's. */
const maxSilenceMs = 60 * 60 * 1000;
const chunkBytes = 1024 * 1024;
const newline = 0x0a;

export class FileRunJournals implements RunJournals {
  readonly #root: string;
  readonly #now: () => number;

  /** @param root e.g. `.waymark/runs`; created by the first run. */
  constructor(root: string, now: () => number = Date.now) {
    this.#root = root;
    this.#now = now;
  }

  /** @throws `MODEL_NAME_INVALID`, `RUN_INVALID`, `STORAGE_FAILED`. */
  async start(run: RunStart): Promise<JournaledRun> {
    const start = parseStart(run);
    return guardStorage(this.#folder(start.model), async () => {
      await mkdir(this.#folder(start.model), { recursive: true });
      return (await this.#goOn(start)) ?? this.#begin(start);
    });
  }

  /** @throws `MODEL_NAME_INVALID`, `STORAGE_FAILED`. */
  async list(model: string): Promise<readonly string[]> {
    const folder = this.#folder(model);
    const names = await guardStorage(folder, () => readdirOrNone(folder));
    return names
      .filter((name) => namePattern.test(name))
      .sort()
      .map((name) => `${model}/${name.slice(0, -'.jsonl'.length)}`);
  }

  /** @throws `MODEL_NAME_INVALID`, `RUN_INVALID` for a line that no run wrote, `STORAGE_FAILED`. */
  async read(journal: string, offset: number) {
    const file = this.#file(journal);
    const bytes = await guardStorage(file, () => readChunk(file, offset));
    // The last line may be one that is being written.
    const whole = bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
    return { events: parseEvents(file, whole.toString('utf8')), offset: offset + whole.length };
  }

  async #begin(start: RunStart): Promise<JournaledRun> {
    for (let time = this.#now(); ; time += 1) {
      const journal = `${start.model}/${stamp(time)}-${identityOf(start)}`;
      try {
        const handle = await open(this.#file(journal), 'ax');
        return JournaledRun.begin({ journal, handle, start, now: this.#now });
      } catch (error) {
        if (!hasErrno(error, 'EEXIST')) throw error;
      }
    }
  }

  /** Undefined when there is nothing to go on with, or when its process is at work. */
  async #goOn(start: RunStart): Promise<JournaledRun | undefined> {
    const journal = (await this.list(start.model)).findLast((name) => name.endsWith(`-${identityOf(start)}`));
    if (journal === undefined) return undefined;
    const file = this.#file(journal);
    const bytes = await readFile(file);
    const length = bytes.lastIndexOf(newline) + 1;
    const events = parseEvents(file, bytes.subarray(0, length).toString('utf8'));
    const hasEnded = events.some((event) => event.event === 'end' && event.run === 0);
    if (hasEnded || (await isBeingWritten(file, events))) return undefined;
    // Half a line of a process that was killed is no event.
    if (length < bytes.length) await truncate(file, length);
    return JournaledRun.goOn({ journal, handle: await open(file, 'a'), start, now: this.#now }, events);
  }

  #folder(model: string): string {
    assertModelName(model);
    return join(this.#root, model, 'live');
  }

  #file(journal: string): string {
    const [model = '', name = ''] = journal.split('/');
    return join(this.#folder(model), `${name}.jsonl`);
  }
}

function parseStart(run: RunStart): RunStart {
  const parsed = runStart.safeParse(run);
  if (!parsed.success) throw runInvalid(`the start of '${run.name}'`, describeIssues(parsed.error));
  return parsed.data;
}

function identityOf({ kind, model, parameters, lineage }: RunStart): string {
  const identity = JSON.stringify({ kind, model, parameters, lineage });
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/[^\dTZ]/g, '');
}

async function isBeingWritten(file: string, events: readonly RunEvent[]): Promise<boolean> {
  const writer = events.findLast((event) => event.event === 'open');
  const { mtimeMs } = await stat(file);
  return writer !== undefined && Date.now() - mtimeMs < maxSilenceMs && isAlive(writer.pid);
}

async function readChunk(file: string, offset: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(chunkBytes);
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function parseEvents(file: string, text: string): readonly RunEvent[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => {
    const parsed = runEvent.safeParse(parseJson(line));
    if (!parsed.success) throw runInvalid(`a line of ${file}`, describeIssues(parsed.error));
    return parsed.data;
  });
}
