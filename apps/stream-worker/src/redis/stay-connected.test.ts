import { describe, expect, it } from 'vitest';
import { redisStreamInvalid } from '../errors.js';
import { type StayOptions, stayConnected } from './stay-connected.js';

type Queue = { close(): Promise<void> };

/** `outcomes` are of the tries to connect: an error, or nothing. Work stops at the end of them. */
async function stay(outcomes: (Error | undefined)[], options: Partial<StayOptions<Queue>> = {}) {
  const controller = new AbortController();
  const lost: string[] = [];
  let closed = 0;
  const done = stayConnected<Queue>({
    async open() {
      const outcome = outcomes.shift();
      if (outcome) throw outcome;
      return {
        async close() {
          closed += 1;
        },
      };
    },
    async work() {
      if (outcomes.length > 0) throw new Error('the connection is lost');
      controller.abort();
    },
    ...{ stop: controller.signal, onLost: (reason) => lost.push(reason), firstDelayMs: 1, ...options },
  });
  return done.then(() => ({ lost, closed }));
}

const refused = new Error('connect ECONNREFUSED');

describe('stayConnected', () => {
  it('connects again after each loss, and closes what it opened', async () => {
    expect(await stay([refused, undefined, refused, undefined])).toEqual({
      lost: ['connect ECONNREFUSED', 'the connection is lost', 'connect ECONNREFUSED'],
      closed: 2,
    });
  });

  it('throws STREAM_REDIS_UNAVAILABLE after so many tries in a row', async () => {
    await expect(stay([refused, refused, refused], { maxTries: 3 })).rejects.toMatchObject({
      code: 'STREAM_REDIS_UNAVAILABLE',
      kind: 'environment',
      message: expect.stringContaining('connect ECONNREFUSED'),
    });
  });

  it('does not ask again for what Redis refuses', async () => {
    const outcomes = [new Error('WRONGPASS invalid username-password pair'), undefined];
    await expect(stay(outcomes)).rejects.toMatchObject({ code: 'STREAM_REDIS_UNAVAILABLE' });
    expect(outcomes).toHaveLength(1);
  });

  it('passes on the errors of Waymark', async () => {
    await expect(stay([redisStreamInvalid(['a is a list'])])).rejects.toMatchObject({
      code: 'STREAM_REDIS_INVALID',
      message: expect.stringContaining('a is a list'),
    });
  });
});
