/** One loaded version of a bare model: its session, what it takes, and which requests may share a batch. */

import type { NamedTensor } from '../engine/named-tensor.js';
import type { BatchTarget } from '../engine/request-queue.js';
import { HeldVersion } from '../host/held-version.js';
import type { Signature } from './signature.js';

export interface BareModelSource {
  readonly model: string;
  readonly version: number;
  /** Of the ONNX file. */
  readonly sha256: string;
  readonly signature: Signature;
  /** Classes by the output's name. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Rows of one run, and of one request where `isLimited`. */
  readonly maxBatchRows: number;
  /** Whether its configuration says so. */
  readonly isLimited: boolean;
  /** Its configuration and labels, to tell whether they changed. */
  readonly settings: string;
  readonly sessionKey: number;
  readonly onReleased: () => void;
}

/** Shapes that batches are kept apart for; a model with more of them starts anew. */
const mostTargets = 64;

export class BareModel extends HeldVersion {
  readonly model: string;
  readonly version: number;
  readonly manifestSha256: string;
  readonly signature: Signature;
  readonly labels: BareModelSource['labels'];
  readonly maxBatchRows: number;
  readonly isLimited: boolean;
  readonly settings: string;
  /** What statistics are kept by. */
  readonly target: BatchTarget;
  /** Whether nothing but the number of rows keeps requests out of one batch. */
  readonly #hasOneShape: boolean;
  readonly #targets = new Map<string, BatchTarget>();

  constructor(source: BareModelSource) {
    super(source.onReleased);
    this.model = source.model;
    this.version = source.version;
    this.manifestSha256 = source.sha256;
    this.signature = source.signature;
    this.labels = source.labels;
    this.maxBatchRows = source.maxBatchRows;
    this.isLimited = source.isLimited;
    this.settings = source.settings;
    this.#hasOneShape =
      !source.signature.hasBatch || source.signature.inputs.every(({ dims }) => !dims.slice(1).includes(-1));
    // Without a batch's dimension each request is a row, and a run.
    const maxBatchRows = source.signature.hasBatch ? source.maxBatchRows : 1;
    this.target = { key: source.sessionKey, maxBatchRows };
  }

  /** Requests with the same target share batches: those whose tensors differ in the number of rows only. */
  targetFor(inputs: readonly NamedTensor[]): BatchTarget {
    if (this.#hasOneShape) return this.target;
    const shapes = inputs.map(({ shape }) => shape.slice(1).join()).join(';');
    const known = this.#targets.get(shapes);
    if (known) return known;
    if (this.#targets.size >= mostTargets) this.#targets.clear();
    const target = { ...this.target };
    this.#targets.set(shapes, target);
    return target;
  }
}
