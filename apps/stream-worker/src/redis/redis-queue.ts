/**
 * A consumer group of a Redis stream (https://redis.io/docs/latest/develop/data-types/streams/), 6.2 or later. A lost
 * connection fails the call: whoever asked opens another queue. Trimming the streams is left to those who own them.
 */

import { createClient } from 'redis';
import { redisStreamInvalid } from '../errors.js';
import type { ClaimedEntry, EntryQueue } from './consume-stream.js';
import { type Answer, maxEntries, type StreamEntry } from './stream-entry.js';

export interface RedisQueueOptions {
  /** May hold a password: it is never told. */
  readonly url: string;
  readonly input: string;
  readonly output: string;
  readonly dead: string;
  readonly group: string;
  /** Unique among the processes of the group. */
  readonly consumer: string;
}

const blockMs = 1000;
const connectTimeoutMs = 5000;

type Client = ReturnType<typeof newClient>;

export class RedisQueue implements EntryQueue {
  readonly #client: Client;
  readonly #options: RedisQueueOptions;

  private constructor(client: Client, options: RedisQueueOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Connects, and makes the stream and the group where they are not. @throws STREAM_REDIS_INVALID. */
  static async open(options: RedisQueueOptions): Promise<RedisQueue> {
    const client = newClient(options.url);
    // Each call fails by itself.
    client.on('error', () => {});
    try {
      await client.connect();
      await checkTypes(client, options);
      await makeGroup(client, options);
    } catch (error) {
      client.destroy();
      throw error;
    }
    return new RedisQueue(client, options);
  }

  /** Those that were deleted meanwhile are wanted no more, and left out. */
  async ownEntries(): Promise<readonly StreamEntry[]> {
    const { input, group, consumer } = this.#options;
    const waiting = await this.#client.xPendingRange(input, group, '-', '+', maxEntries, { consumer });
    if (waiting.length === 0) return [];
    const ids = waiting.map(({ id }) => id);
    const messages = await this.#client.xClaim(input, group, consumer, 0, ids);
    return messages.filter((message) => message !== null).map(entryOf);
  }

  async newEntries(): Promise<readonly StreamEntry[]> {
    const { input, group, consumer } = this.#options;
    const stream = { key: input, id: '>' };
    const options = { COUNT: maxEntries, BLOCK: blockMs };
    const streams = await this.#client.xReadGroup(group, consumer, stream, options);
    return streams?.flatMap(({ messages }) => messages.map(entryOf)) ?? [];
  }

  async claimEntry(idleMs: number): Promise<ClaimedEntry | undefined> {
    const { input, group, consumer } = this.#options;
    let cursor = '0-0';
    do {
      const claimed = await this.#client.xAutoClaim(input, group, consumer, idleMs, cursor, { COUNT: 1 });
      const [message] = claimed.messages.filter((found) => found !== null);
      if (message) return { entry: entryOf(message), deliveries: await this.#deliveriesOf(message.id) };
      cursor = claimed.nextId;
    } while (cursor !== '0-0');
    return undefined;
  }

  async settle(answers: readonly Answer[]): Promise<void> {
    const { input, output, dead, group } = this.#options;
    const multi = this.#client.multi();
    for (const { to, fields } of answers) multi.xAdd(to === 'dead' ? dead : output, '*', { ...fields });
    multi.xAck(
      input,
      group,
      answers.map(({ source }) => source.id),
    );
    await multi.exec();
  }

  /** Leaves the group too, unless entries wait for this consumer: they would be forgotten with it. */
  async close(): Promise<void> {
    const { input, group, consumer } = this.#options;
    try {
      const waiting = await this.#client.xPendingRange(input, group, '-', '+', 1, { consumer });
      if (waiting.length === 0) await this.#client.xGroupDelConsumer(input, group, consumer);
    } catch {
      // The connection is gone: the name stays in the group, which harms nobody.
    }
    this.#client.destroy();
  }

  async #deliveriesOf(id: string): Promise<number> {
    const [pending] = await this.#client.xPendingRange(this.#options.input, this.#options.group, id, id, 1);
    return pending?.deliveriesCounter ?? 1;
  }
}

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: false, connectTimeout: connectTimeoutMs },
  });
}

/** In a transaction Redis would not write to a key of another type, and acknowledge all the same. */
async function checkTypes(client: Client, { input, output, dead }: RedisQueueOptions): Promise<void> {
  const problems: string[] = [];
  for (const key of [input, output, dead]) {
    const type = await client.type(key);
    if (type !== 'stream' && type !== 'none') problems.push(`${key} is a ${type}`);
  }
  if (problems.length > 0) throw redisStreamInvalid(problems);
}

async function makeGroup(client: Client, { input, group }: RedisQueueOptions): Promise<void> {
  try {
    // From the first entry on: what was sent before the first worker came is scored too.
    await client.xGroupCreate(input, group, '0', { MKSTREAM: true });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
  }
}

interface RedisMessage {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

function entryOf({ id, message }: RedisMessage): StreamEntry {
  return { id, fields: message };
}
