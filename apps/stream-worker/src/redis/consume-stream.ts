/**
 * The worker on a stream: at least once. An entry is acknowledged together with the writing of its answer, so that one
 * whose worker died is scored by the next. It is answered twice only where a worker takes longer than `claimAfterMs` for
 * it and another one claims it meanwhile.
 */

import type { Scores } from '../score-lines.js';
import { type Answer, answerEntries, deadAnswer, type StreamEntry } from './stream-entry.js';

/** A consumer's view of a stream and its group. */
export interface EntryQueue {
  /** What this consumer was given and has not answered, oldest first; some of it. */
  ownEntries(): Promise<readonly StreamEntry[]>;
  /** New entries, some at once; none when none came for a second. */
  newEntries(): Promise<readonly StreamEntry[]>;
  /** One entry of a consumer that has not answered for so long, now this one's; undefined where there is none. */
  claimEntry(idleMs: number): Promise<ClaimedEntry | undefined>;
  /** Writes the answers and acknowledges their entries: all of it or nothing. */
  settle(answers: readonly Answer[]): Promise<void>;
}

export interface ClaimedEntry {
  readonly entry: StreamEntry;
  /** How often it was given to a consumer, this time included. */
  readonly deliveries: number;
}

export interface ConsumeOptions {
  readonly scorer: Scores;
  /** What was read is answered, then it ends. */
  readonly stop: AbortSignal;
  /** An entry without an answer for so long is taken over. */
  readonly claimAfterMs: number;
  /** The clock of the claims. */
  readonly now: () => number;
}

/** An entry that ended so many workers ends no more. */
const maxDeliveries = 5;

/** Resolves when it is told to stop. @throws What the queue and the scorer throw. */
export async function consumeStream(queue: EntryQueue, options: ConsumeOptions): Promise<void> {
  const { scorer, stop, claimAfterMs, now } = options;
  let claimAt = now();
  // After a lost connection: whether they were settled is not known before Redis is asked.
  for (let own = await queue.ownEntries(); own.length > 0; own = await queue.ownEntries())
    await queue.settle(await answerEntries(scorer, own));
  while (!stop.aborted) {
    if (now() >= claimAt) {
      await takeOver(queue, options);
      claimAt = now() + claimAfterMs;
    }
    const entries = await queue.newEntries();
    if (entries.length > 0) await queue.settle(await answerEntries(scorer, entries));
  }
}

/** One by one: if one of them ends the process, the others have not been tried for nothing. */
async function takeOver(queue: EntryQueue, { scorer, stop, claimAfterMs }: ConsumeOptions): Promise<void> {
  while (!stop.aborted) {
    const claimed = await queue.claimEntry(claimAfterMs);
    if (claimed === undefined) return;
    const { entry, deliveries } = claimed;
    const answers =
      deliveries > maxDeliveries
        ? [deadAnswer(entry, `no worker answered it in ${maxDeliveries} tries`)]
        : await answerEntries(scorer, [entry]);
    await queue.settle(answers);
  }
}
