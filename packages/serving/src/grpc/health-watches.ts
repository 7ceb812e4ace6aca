/**
 * The calls of Health/Watch that are open: each is told the status of its service at once, and again when it changes. While
 * there are any, the status is looked at at a steady pace: what makes a server ready has no single place that could tell.
 */

import type { ServerWritableStream } from '@grpc/grpc-js';
import { workerUnavailable } from '../engine/errors.js';
import { errorStatus } from './error-status.js';
import { healthServiceUnknown } from './errors.js';
import type { HealthAnswer, HealthQuestion, HealthStatus } from './health-status.js';

export type WatchCall = ServerWritableStream<HealthQuestion, HealthAnswer>;

const lookEveryMs = 250;
/** No service has a longer name, and whoever has no key could have the server keep megabytes. */
const maxNameLength = 256;

export class HealthWatches {
  readonly #statusOf: (service: string) => HealthStatus;
  readonly #told = new Map<WatchCall, HealthStatus>();
  #looking: NodeJS.Timeout | undefined;

  constructor(statusOf: (service: string) => HealthStatus) {
    this.#statusOf = statusOf;
  }

  /** How many are open. */
  get size(): number {
    return this.#told.size;
  }

  /** Until the client goes away. */
  add(call: WatchCall): void {
    if (call.request.service.length > maxNameLength) {
      call.emit('error', errorStatus(healthServiceUnknown()));
      return;
    }
    call.on('close', () => this.#remove(call));
    this.#tell(call);
    // A client that went away already was not told, and is not looked for.
    if (this.#told.size > 0) this.#looking ??= setInterval(() => this.look(), lookEveryMs).unref();
  }

  /** Tells what changed. */
  look(): void {
    for (const call of this.#told.keys()) this.#tell(call);
  }

  /** The server stops: clients are told to come again. */
  close(): void {
    const stopping = errorStatus(workerUnavailable('the server is stopping'));
    for (const call of this.#told.keys()) call.emit('error', stopping);
  }

  #tell(call: WatchCall): void {
    const status = this.#statusOf(call.request.service);
    if (this.#told.get(call) === status || !call.writable) return;
    this.#told.set(call, status);
    call.write({ status });
  }

  #remove(call: WatchCall): void {
    this.#told.delete(call);
    if (this.#told.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}
