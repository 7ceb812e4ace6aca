import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cut, json, page, stall, startFaultServer } from '../testing/fault-server.js';
import { busy, createThing, readThing, transportFor } from '../testing/transport-calls.js';

describe('Transport that fails', () => {
  it('throws MLFLOW_UNAVAILABLE with status, URL and the words of the server', async () => {
    const { url } = await startFaultServer([json(503, busy)]);
    const call = transportFor(url, { retries: 2 }).transport.call(readThing, { id: 'x' });
    await expect(call).rejects.toMatchObject({
      code: 'MLFLOW_UNAVAILABLE',
      kind: 'environment',
      failure: {
        request: `GET ${url}/api/2.0/mlflow/thing`,
        status: 503,
        serverCode: 'TEMPORARILY_UNAVAILABLE',
        words: 'busy',
      },
    });
  });

  it('throws MLFLOW_UNREACHABLE when nothing listens, even for a call that is not repeatable', async () => {
    const { transport, waits } = transportFor('http://127.0.0.1:1', { retries: 3 });
    await expect(transport.call(createThing, { id: 'x' })).rejects.toMatchObject({
      code: 'MLFLOW_UNREACHABLE',
    });
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('throws MLFLOW_UNREACHABLE when the body never ends', async () => {
    const { url } = await startFaultServer([stall]);
    const { transport } = transportFor(url, { timeoutMs: 100, retries: 0 });
    await expect(transport.call(readThing, { id: 'x' })).rejects.toThrow('the time ran out');
  });

  it('throws MLFLOW_ACCESS_DENIED for 401 and 403, whose bodies are no JSON', async () => {
    for (const status of [401, 403]) {
      const { url } = await startFaultServer([page(status, 'You are not authenticated.')]);
      const call = transportFor(url).transport.call(readThing, { id: 'x' });
      await expect(call).rejects.toMatchObject({
        code: 'MLFLOW_ACCESS_DENIED',
        failure: { status, words: 'You are not authenticated.' },
      });
    }
  });

  it('throws MLFLOW_REFUSED once for what the server will always refuse', async () => {
    const { url, seen } = await startFaultServer([
      json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run with id=x not found' }),
    ]);
    const call = transportFor(url).transport.call(readThing, { id: 'x' });
    await expect(call).rejects.toMatchObject({
      code: 'MLFLOW_REFUSED',
      failure: { serverCode: 'RESOURCE_DOES_NOT_EXIST' },
    });
    expect(seen.length).toBe(1);
  });

  it('throws MLFLOW_UNSUPPORTED for a call that the server does not have', async () => {
    for (const status of [404, 405]) {
      const { url, seen } = await startFaultServer([page(status, '<h1>Not Found</h1>')]);
      const call = transportFor(url).transport.call(readThing, { id: 'x' });
      await expect(call).rejects.toMatchObject({ code: 'MLFLOW_UNSUPPORTED', failure: { status } });
      expect(seen.length).toBe(1);
    }
  });

  it('throws MLFLOW_ANSWER_FOREIGN for a login page with status 200, a redirect and JSON of another shape', async () => {
    const redirect = page(302, '<a href="/login">Found</a>');
    for (const answer of [page(200, '<html><h1>Sign in</h1></html>'), redirect, json(200, { name: 3 })]) {
      const { url, seen } = await startFaultServer([answer]);
      const call = transportFor(url).transport.call(readThing, { id: 'x' });
      await expect(call).rejects.toMatchObject({ code: 'MLFLOW_ANSWER_FOREIGN', kind: 'environment' });
      expect(seen.length).toBe(1);
    }
  });

  it('shows no secret in any error, even when the server repeats it', async () => {
    const echo = page(200, 'you sent Basic YWRhOmh1bnRlcjI= and hunter2');
    const { url } = await startFaultServer([
      echo,
      page(401, 'hunter2'),
      json(400, { message: 'hunter2' }),
      cut,
    ]);
    const { transport } = transportFor(url.replace('http://', 'http://ada:hunter2@'), { retries: 0 });
    for (let i = 0; i < 4; i += 1) {
      const error: unknown = await transport.call(readThing, { id: 'x' }).catch((caught: unknown) => caught);
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/hunter2|YWRhOmh1bnRlcjI/);
    }
  });
});
