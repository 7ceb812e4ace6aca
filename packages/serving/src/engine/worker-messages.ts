/**
 * The messages between the server and its worker process: the JSON of each, and what its binary part is. Each request
 * has an id, and its answer carries the same.
 */

import type { PackedBatch } from './batch-codec.js';
import type { FileState } from './file-state.js';
import type { TensorLayout } from './tensor-layout.js';

/** What the worker has to know of a model that it holds a session of. */
export interface SessionLayout {
  /** Unique among all sessions of this server: a version that comes back gets a new one. */
  readonly key: number;
  readonly inputs: readonly TensorLayout[];
  readonly outputs: readonly TensorLayout[];
  /** Nothing is known of its graph before it is loaded: no layouts, and batches say themselves what is in them. */
  readonly isBare?: true;
  /** Where the graph's tensors lie in files of their own: their folder, and what all of its files were. */
  readonly externalData?: { readonly folder: string; readonly files: readonly FileState[] } | undefined;
}

/** A batch without its bytes. */
export type BatchHead = Omit<PackedBatch, 'buffer' | 'pieces'>;

export type WorkerCall =
  /** The binary part is the ONNX file, as it was verified. */
  | { readonly type: 'load'; readonly session: SessionLayout }
  /** The binary part is the batch's buffer. */
  | { readonly type: 'run'; readonly key: number; readonly batch: BatchHead }
  | { readonly type: 'unload'; readonly key: number };

export type WorkerRequest = WorkerCall & {
  readonly id: number;
  /** So many bytes in the shared memory's slot of this id are the binary part. */
  readonly sharedBytes?: number;
};

export type WorkerReply =
  /** Sent once, when onnxruntime is loaded. */
  | { readonly type: 'ready' }
  /** Sent once a second: what the process holds, its models included. */
  | { readonly type: 'memory'; readonly residentBytes: number }
  | { readonly type: 'done'; readonly id: number }
  /** The binary part is the batch's buffer. */
  | { readonly type: 'scored'; readonly id: number; readonly batch: BatchHead; readonly computeMs: number }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };

/** The file descriptor of the pipe in the worker process. */
export const pipeDescriptor = 3;
/** That of the shared memory, where there is any. */
export const sharedDescriptor = 4;
