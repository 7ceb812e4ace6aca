import type { HandlerRequest } from '@waymark/serving';
import { describe, expect, it } from 'vitest';
import { cloudFunctionOf, type FunctionReply } from './cloud-function.js';

/** Calls the function with a body, and returns what the model was asked and what Express was given. */
async function called(rawBody?: Buffer) {
  const requests: HandlerRequest[] = [];
  const given: unknown[] = [];
  const reply: FunctionReply = {
    status(code) {
      given.push(code);
      return reply;
    },
    setHeader: (name, value) => given.push([name, value]),
    end: (body) => given.push(body.toString()),
  };
  const answer = { status: 400, headers: { 'content-length': 2, etag: undefined }, body: Buffer.from('{}') };
  const model = Promise.resolve({
    handle: async (request: HandlerRequest) => {
      requests.push(request);
      return answer;
    },
    close: async () => {},
  });
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', originalUrl: '/v2?a=1', headers, ip: '192.0.2.1' };
  await cloudFunctionOf(model)({ ...request, ...(rawBody ? { rawBody } : {}) }, reply);
  return { request: requests[0], given };
}

describe('cloudFunctionOf', () => {
  it('passes the request on as it came, and the answer back', async () => {
    const { request, given } = await called(Buffer.from('{"a":1}'));
    expect(request).toEqual({
      ...{ method: 'POST', url: '/v2?a=1', remoteAddress: '192.0.2.1' },
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"a":1}'),
    });
    expect(given).toEqual([400, ['content-length', 2], '{}']);
  });

  it('has no body where the platform has none, or an empty one', async () => {
    expect((await called()).request?.body).toBeUndefined();
    expect((await called(Buffer.alloc(0))).request?.body).toBeUndefined();
  });
});
