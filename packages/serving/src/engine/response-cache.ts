/**
 * Answers that were given before, by version and rows: a graph gives the same outputs for the same cells. The least
 * recently used go first when the bytes run out. A new version starts with nothing, since its session has another key.
 * Requests of many rows pass by: they seldom repeat, and would push the others out.
 */

import { LRUCache } from 'lru-cache';
import type { RequestTerms } from './request-queue.js';
import type { RequestRunner, RowTarget } from './row-batcher.js';
import type { ExactCell, RequestOutputs, RequestRows, TensorData } from './tensor-layout.js';

export interface ResponseCacheOptions {
  /** Of keys and outputs, about. */
  readonly maxBytes: number;
  /** Told of each request that was looked up, and how long that took. */
  readonly onLookUp?: (target: RowTarget, lookUp: { readonly isHit: boolean; readonly ms: number }) => void;
}

/** Requests of more rows are not looked up. */
const maxRows = 16;
/** What an entry takes beside its key and its values, about. */
const entryBytes = 256;
const bytesPerUnit = 2;

export class ResponseCache implements RequestRunner {
  readonly #runner: RequestRunner;
  readonly #onLookUp: ResponseCacheOptions['onLookUp'];
  readonly #entries: LRUCache<string, RequestOutputs>;

  constructor(runner: RequestRunner, { maxBytes, onLookUp }: ResponseCacheOptions) {
    this.#runner = runner;
    this.#onLookUp = onLookUp;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ tensors }, key) => entryBytes + bytesPerUnit * key.length + bytesOf(tensors),
    });
  }

  get refusal(): Error | undefined {
    return this.#runner.refusal;
  }

  /** @throws What the runner throws; a request that failed is not remembered. */
  submit(target: RowTarget, request: RequestRows, terms?: RequestTerms): Promise<RequestOutputs> {
    if (request.rows > maxRows) return this.#runner.submit(target, request, terms);
    const startedAt = performance.now();
    const key = `${target.key}:${textOf(request.cells)}`;
    const known = this.#entries.get(key);
    this.#onLookUp?.(target, { isHit: known !== undefined, ms: performance.now() - startedAt });
    if (known) return Promise.resolve(known);
    return this.#runner.submit(target, request, terms).then((outputs) => {
      this.#entries.set(key, ownOutputs(target, request.rows, outputs));
      return outputs;
    });
  }
}

/** Cells as text, one way only: a text says its length, and each kind begins with its own letter. */
function textOf(cells: readonly ExactCell[]): string {
  let text = '';
  for (const cell of cells) {
    if (cell === null) text += 'm';
    else if (typeof cell === 'string') text += `t${cell.length}:${cell}`;
    else if (typeof cell === 'bigint') text += `i${cell};`;
    else text += Object.is(cell, -0) ? 'n-0;' : `n${cell};`;
  }
  return text;
}

/** A copy: the tensors are those of a whole batch, which must not live as long as one of its requests is remembered. */
function ownOutputs(target: RowTarget, rows: number, { tensors, firstRow }: RequestOutputs): RequestOutputs {
  const own = target.outputs.map(({ width }, i) =>
    (tensors[i] ?? []).slice(firstRow * width, (firstRow + rows) * width),
  );
  return { tensors: own, firstRow: 0 };
}

function bytesOf(tensors: readonly TensorData[]): number {
  return tensors.reduce(
    (sum, data) => sum + (ArrayBuffer.isView(data) ? data.byteLength : textBytes(data)),
    0,
  );
}

function textBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + bytesPerUnit * text.length, 0);
}
