/** Keeps a worker at work while Redis restarts or fails over, and gives up where waiting does not help. */

import { setTimeout as delay } from 'node:timers/promises';
import { WaymarkError } from '@waymark/contracts';
import { redisUnavailable } from '../errors.js';

export interface StayOptions<Queue> {
  readonly open: () => Promise<Queue>;
  /** Resolves when the work is over; fails when the connection does. */
  readonly work: (queue: Queue) => Promise<void>;
  readonly stop: AbortSignal;
  /** Told why the connection was lost. */
  readonly onLost: (reason: string) => void;
  /** Tries to connect in a row that may fail. Default 8: a minute. */
  readonly maxTries?: number;
  /** Before the second try; then twice as long each time, up to 15 s. Default 500 ms. */
  readonly firstDelayMs?: number;
}

const longestDelayMs = 15_000;
/** What Redis answers when it is asked for what it will never do. */
const hopeless = /^(ERR|WRONGTYPE|NOAUTH|WRONGPASS|NOPERM)\b/;

/** @throws STREAM_REDIS_UNAVAILABLE, and errors of Waymark as they come. */
export async function stayConnected<Queue extends { close(): Promise<void> }>({
  open,
  work,
  stop,
  onLost,
  maxTries = 8,
  firstDelayMs = 500,
}: StayOptions<Queue>): Promise<void> {
  let failures = 0;
  while (!stop.aborted) {
    try {
      const queue = await open();
      failures = 0;
      await work(queue).finally(() => queue.close());
    } catch (error) {
      failures += 1;
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof WaymarkError) throw error;
      if (failures >= maxTries || hopeless.test(reason)) throw redisUnavailable(reason);
      onLost(reason);
      const delayMs = Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
      await delay(delayMs, undefined, { signal: stop }).catch(() => {});
    }
  }
}
