/**
 * Copies of answered requests for a shadow. One part of a copy is scored at a time, by the shadow's own process, so that it
 * takes one core at most; what waits is bounded, and what does not fit is dropped and counted. Nothing here throws.
 */

import type { RequestRunner } from '../engine/row-batcher.js';
import { splitRequest } from '../engine/split-request.js';
import type { RequestOutputs, RequestRows } from '../engine/tensor-layout.js';
import type { ServedModel } from '../host/served-model.js';

/** Rows that may wait, and the characters of the texts in them. */
const maxShadowRows = 1_000;
const maxShadowCharacters = 16 * 2 ** 20;
const maxPartRows = 64;
/** After whatever else waits in the same session: requests that name the version. */
const lastPriority = Number.MAX_SAFE_INTEGER;

export interface ShadowQueueOptions {
  readonly shadow: ServedModel;
  /** The shadow's. */
  readonly runner: Pick<RequestRunner, 'submit'>;
  readonly onDropped: (rows: number) => void;
}

/** Told of each part of a request once. */
export interface ShadowedRequest {
  scored(outputs: RequestOutputs, part: ShadowedPart): void;
  failed(part: ShadowedPart, error: unknown): void;
}

export interface ShadowedPart {
  readonly rows: number;
  /** Where it was in the request. */
  readonly firstRow: number;
  /** How long it took. */
  readonly ms: number;
}

interface Copy {
  readonly request: RequestRows;
  readonly characters: number;
  readonly observer: ShadowedRequest;
}

export class ShadowQueue {
  readonly #options: ShadowQueueOptions;
  #copies: Copy[] = [];
  #rows = 0;
  #characters = 0;
  #isRunning = false;

  constructor(options: ShadowQueueOptions) {
    this.#options = options;
  }

  /** The cells must not change any more. */
  offer(request: RequestRows, observer: ShadowedRequest): void {
    const characters = charactersOf(request);
    if (this.#rows + request.rows > maxShadowRows || this.#characters + characters > maxShadowCharacters) {
      this.#options.onDropped(request.rows);
      return;
    }
    this.#rows += request.rows;
    this.#characters += characters;
    this.#copies.push({ request, characters, observer });
    if (this.#isRunning) return;
    this.#isRunning = true;
    // The answer goes out first.
    setImmediate(() => void this.#run());
  }

  /** Forgets what waits. */
  clear(): void {
    if (this.#rows > 0) this.#options.onDropped(this.#rows);
    this.#copies = [];
    this.#rows = 0;
    this.#characters = 0;
  }

  async #run(): Promise<void> {
    for (let copy = this.#copies.shift(); copy; copy = this.#copies.shift()) {
      this.#rows -= copy.request.rows;
      this.#characters -= copy.characters;
      await this.#score(copy);
    }
    this.#isRunning = false;
  }

  async #score({ request, observer }: Copy): Promise<void> {
    const { shadow, runner } = this.#options;
    let firstRow = 0;
    for (const part of splitRequest(request, shadow.target.inputs.length, maxPartRows)) {
      const startedAt = performance.now();
      const describe = () => ({ rows: part.rows, firstRow, ms: performance.now() - startedAt });
      shadow.acquire();
      await runner.submit(shadow.target, part, { priority: lastPriority }).then(
        (outputs) => observer.scored(outputs, describe()),
        (error: unknown) => observer.failed(describe(), error),
      );
      shadow.release();
      firstRow += part.rows;
    }
  }
}

function charactersOf({ cells }: RequestRows): number {
  let characters = 0;
  for (const cell of cells) if (typeof cell === 'string') characters += cell.length;
  return characters;
}
