/** The messages between the server and its worker process. Each request has an id, and its answer carries the same. */

import type { PackedBatch } from './batch-codec.js';
import type { TensorLayout } from './tensor-layout.js';

/** A model that the worker holds a session of. */
export interface SessionSource {
  /** Unique among all sessions of this server: a version that comes back gets a new one. */
  readonly key: number;
  /** The ONNX file, as it was verified. */
  readonly model: Uint8Array;
  readonly inputs: readonly TensorLayout[];
  readonly outputs: readonly TensorLayout[];
}

export type WorkerCall =
  | { readonly type: 'load'; readonly session: SessionSource }
  | { readonly type: 'run'; readonly key: number; readonly batch: PackedBatch }
  | { readonly type: 'unload'; readonly key: number };

export type WorkerRequest = WorkerCall & { readonly id: number };

export type WorkerReply =
  /** Sent once, when onnxruntime is loaded. */
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number }
  | { readonly type: 'scored'; readonly id: number; readonly batch: PackedBatch; readonly computeMs: number }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
