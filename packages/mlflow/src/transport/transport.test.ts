import { describe, expect, it } from 'vitest';
import { startFaultServer } from '../testing/fault-server.js';
import { createThing, ok, readThing, transportFor } from '../testing/transport-calls.js';
import { Transport } from './transport.js';

describe('Transport', () => {
  it('sends the query of a GET and the JSON of a POST below the path of the URL', async () => {
    const { url, seen } = await startFaultServer([ok]);
    const { transport } = transportFor(`${url}/proxied/`, { workspace: 'team' });
    expect(await transport.call(readThing, { id: 'a b&c' })).toEqual({ name: 'first' });
    await transport.call(createThing, { id: 'x' });
    expect(seen).toMatchObject([
      { method: 'GET', url: '/proxied/api/2.0/mlflow/thing?id=a+b%26c' },
      { method: 'POST', url: '/proxied/api/2.0/mlflow/thing', body: '{"id":"x"}' },
    ]);
    expect(seen[0]?.headers).toMatchObject({ 'x-mlflow-workspace': 'team' });
    expect(seen[1]?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it('sends basic auth, a bearer token, or the name and password of the URL', async () => {
    const { url, seen } = await startFaultServer([ok]);
    const withName = url.replace('http://', 'http://ada:p%40ss@');
    await transportFor(url, {
      auth: { kind: 'basic', username: 'ada', password: 'p@ss' },
    }).transport.call(readThing, { id: 'x' });
    await transportFor(url, { auth: { kind: 'bearer', token: 'abc' } }).transport.call(readThing, {
      id: 'x',
    });
    await transportFor(withName).transport.call(readThing, { id: 'x' });
    const sent = seen.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(['Basic YWRhOnBAc3M=', 'Bearer abc', 'Basic YWRhOnBAc3M=']);
    expect(transportFor(withName).transport.url).toBe(url);
  });

  it('throws MLFLOW_VALUE_INVALID before it sends anything', async () => {
    const { url, seen } = await startFaultServer([ok]);
    // A caller in JavaScript has no types.
    const call = transportFor(url).transport.call(readThing, { id: 'x', other: 1 } as { id: string });
    await expect(call).rejects.toMatchObject({ code: 'MLFLOW_VALUE_INVALID', kind: 'usage' });
    expect(seen).toEqual([]);
  });

  it('has at most 8 requests under way, whatever is asked of it', async () => {
    const underWay: (() => void)[] = [];
    const { url } = await startFaultServer([
      (response, request) => void underWay.push(() => void ok(response, request)),
    ]);
    const { transport } = transportFor(url);
    const calls = Array.from({ length: 40 }, () => transport.call(readThing, { id: 'x' }));
    for (let answered = 0; answered < calls.length; answered += 8) {
      await expect.poll(() => underWay.length).toBe(8);
      for (const answer of underWay.splice(0)) answer();
    }
    await Promise.all(calls);
  });

  it('throws MLFLOW_OPTIONS_INVALID with every problem and without the URL', () => {
    const make = () =>
      new Transport({ url: 'ftp://ada:hunter2@host', timeoutMs: 0, retries: 1.5, backoffMs: -1 });
    expect(make).toThrow(expect.objectContaining({ code: 'MLFLOW_OPTIONS_INVALID' }));
    expect(make).toThrow(/url[\s\S]*timeoutMs[\s\S]*retries[\s\S]*backoffMs/);
    expect(make).not.toThrow(/hunter2/);
  });
});
