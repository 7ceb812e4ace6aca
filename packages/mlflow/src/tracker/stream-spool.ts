/**
 * Which journals of live runs a server does not have whole yet, and how far it has each: a small file a journal beside
 * the records that wait. The events themselves stay in the journal, which is only read.
 */

import { formatVersion } from '@waymark/contracts';
import { z } from 'zod';
import { parseJson } from '../transport/failure.js';
import { ClaimedFiles } from './claimed-files.js';

const streamState = z.strictObject({
  formatVersion: formatVersion(1),
  journal: z.string(),
  /** The server has everything before this byte. */
  offset: z.int().min(0),
  /** Of the last event. */
  time: z.int().min(0),
  experimentId: z.string(),
  /** By their number in the journal. */
  runs: z.array(
    z.strictObject({
      id: z.string(),
      /**
       * `creating`: the server may have it, or get it yet, under an id that is not known. `closed`: it was whole on the
       * server before, or somebody deleted it; its events are passed over.
       */
      state: z.enum(['creating', 'running', 'ended', 'closed']),
    }),
  ),
});
export type StreamState = z.infer<typeof streamState>;

export interface ClaimedStream {
  readonly name: string;
  /** Undefined when the file holds no state. */
  readonly state: StreamState | undefined;
}

export class StreamSpool {
  readonly #files: ClaimedFiles;

  /** @param folder e.g. `.waymark/spool/streams`; created by the first journal. */
  constructor(folder: string) {
    this.#files = new ClaimedFiles(folder);
  }

  /** The journal waits to be sent from its beginning, unless it is there already. */
  async add(journal: string): Promise<void> {
    const known = (await this.#files.entries()).some(({ name }) => name === nameOf(journal));
    if (known) return;
    await this.#files.add(nameOf(journal), textOf({ ...beginning, journal }));
  }

  /** How many journals wait or are being sent. */
  async count(): Promise<number> {
    return (await this.#files.entries()).length;
  }

  /** Claims the journal. Undefined when it does not wait, or when another process is sending it. */
  async claim(journal: string): Promise<ClaimedStream | undefined> {
    const entry = (await this.#files.entries()).find(({ name }) => name === nameOf(journal));
    return entry && (await this.#files.claim(entry)) ? this.#claimed(entry.name) : undefined;
  }

  /** Each journal that nobody is sending, once, oldest first. The caller releases it or is done with it. */
  async *claimAll(): AsyncGenerator<ClaimedStream, void, undefined> {
    for (const entry of await this.#files.entries())
      if (await this.#files.claim(entry)) yield this.#claimed(entry.name);
  }

  /** The server has everything before the state's offset. */
  async keep({ name }: ClaimedStream, state: StreamState): Promise<void> {
    await this.#files.replace(name, textOf(state));
  }

  /** The server has all of it. */
  async done({ name }: ClaimedStream): Promise<void> {
    await this.#files.done(name);
  }

  /** The rest waits again. */
  async release({ name }: ClaimedStream): Promise<void> {
    await this.#files.release(name);
  }

  /** Puts it where nobody sends it again, and gives its path. */
  async reject({ name }: ClaimedStream): Promise<string> {
    return this.#files.reject(name);
  }

  async #claimed(name: string): Promise<ClaimedStream> {
    const parsed = streamState.safeParse(parseJson(await this.#files.read(name)));
    return { name, state: parsed.success ? parsed.data : undefined };
  }
}

const beginning = { formatVersion: 1, offset: 0, time: 0, experimentId: '', runs: [] };

/** Its names begin with the model, and go on with the time. */
function nameOf(journal: string): string {
  return `${encodeURIComponent(journal)}.json`;
}

function textOf(state: StreamState): string {
  return `${JSON.stringify(state)}\n`;
}
