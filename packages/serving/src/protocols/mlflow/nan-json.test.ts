import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { acceptNan } from './nan-json.js';

async function send(payload: string) {
  const app = fastify();
  acceptNan(app);
  app.post('/', async ({ body }) => ({ body }));
  const answer = await app.inject({
    ...{ method: 'POST', url: '/', payload },
    headers: { 'content-type': 'application/json' },
  });
  return answer.statusCode === 200 ? answer.json().body : answer.statusCode;
}

describe('acceptNan', () => {
  it('reads NaN as null, and leaves text as it is', async () => {
    expect(await send('{"a": [NaN, 1,NaN], "NaN": "a NaN, \\"NaN\\"\\\\"}')).toEqual({
      a: [null, 1, null],
      NaN: 'a NaN, "NaN"\\',
    });
  });

  it('refuses all else that is no JSON, and a prototype', async () => {
    for (const body of ['', '{', '{"a": Infinity}', '[NaNNaN]', '"NaN', '{"a": NaN, "__proto__": {}}'])
      expect([body, await send(body)]).toEqual([body, 400]);
  });

  it('takes texts of megabytes', async () => {
    const long = 'x\\"'.repeat(250_000);
    expect(await send(`["${long}", NaN]`)).toEqual(['x"'.repeat(250_000), null]);
  });

  it('refuses a text that is never closed at once, however many quotes are in it', async () => {
    const startedAt = performance.now();
    expect(await send(`NaN"${'\\"'.repeat(400_000)}`)).toBe(400);
    // Quadratic, it would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
