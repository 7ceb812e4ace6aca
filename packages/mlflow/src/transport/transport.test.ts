import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, cut, json, page, stall, startFaultServer } from '../testing/fault-server.js';
import { endpoint } from './endpoint.js';
import type { MlflowOptions } from './options.js';
import { Transport } from './transport.js';

const read = endpoint({
  method: 'GET',
  path: 'api/2.0/mlflow/thing',
  isRepeatable: true,
  request: z.strictObject({ id: z.string() }),
  response: z.object({ name: z.string() }),
});
const create = endpoint({ ...read, method: 'POST', isRepeatable: false });

/** A transport that waits for nothing and remembers how long it would have. */
function transportFor(url: string, options: Partial<MlflowOptions> = {}) {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  return { waits, transport: new Transport({ url, random: () => 1, wait, ...options }) };
}

const ok = json(200, { name: 'first' });
const busy = { error_code: 'TEMPORARILY_UNAVAILABLE', message: 'busy' };

describe('Transport', () => {
  it('sends the query of a GET and the JSON of a POST below the path of the URL', async () => {
    const { url, seen } = await startFaultServer([ok]);
    const { transport } = transportFor(`${url}/proxied/`, { workspace: 'team' });
    expect(await transport.call(read, { id: 'a b&c' })).toEqual({ name: 'first' });
    await transport.call(create, { id: 'x' });
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
    }).transport.call(read, { id: 'x' });
    await transportFor(url, { auth: { kind: 'bearer', token: 'abc' } }).transport.call(read, { id: 'x' });
    await transportFor(withName).transport.call(read, { id: 'x' });
    const sent = seen.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(['Basic YWRhOnBAc3M=', 'Bearer abc', 'Basic YWRhOnBAc3M=']);
    expect(transportFor(withName).transport.url).toBe(url);
  });

  it('throws MLFLOW_VALUE_INVALID before it sends anything', async () => {
    const { url, seen } = await startFaultServer([ok]);
    // A caller in JavaScript has no types.
    const call = transportFor(url).transport.call(read, { id: 'x', other: 1 } as { id: string });
    await expect(call).rejects.toMatchObject({ code: 'MLFLOW_VALUE_INVALID', kind: 'usage' });
    expect(seen).toEqual([]);
  });

  it.each([
    408, 429, 500, 502, 503, 504,
  ])('tries a repeatable call again after %i, with growing waits', async (status) => {
    const { url, seen } = await startFaultServer([json(status, busy), json(status, busy), cut, ok]);
    const { transport, waits } = transportFor(url);
    expect(await transport.call(read, { id: 'x' })).toEqual({ name: 'first' });
    expect(seen.length).toBe(4);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('tries again when the pool of connections of the server was exhausted, which it calls a bad request', async () => {
    const message = 'QueuePool limit of size 5 overflow 10 reached, connection timed out';
    const { url } = await startFaultServer([json(400, { error_code: 'BAD_REQUEST', message }), ok]);
    expect(await transportFor(url).transport.call(read, { id: 'x' })).toEqual({ name: 'first' });
  });

  it('waits as long as Retry-After says, and gives up when that is beyond two minutes', async () => {
    const after = (seconds: string) => json(429, busy, { 'retry-after': seconds });
    const { url, seen } = await startFaultServer([after('7'), after('7200')]);
    const { transport, waits } = transportFor(url);
    await expect(transport.call(create, { id: 'x' })).rejects.toMatchObject({ code: 'MLFLOW_UNAVAILABLE' });
    expect(waits).toEqual([7000]);
    expect(seen.length).toBe(2);
  });

  it('never repeats a call that must not happen twice', async () => {
    for (const fault of [json(503, busy), cut]) {
      const { url, seen } = await startFaultServer([fault, ok]);
      const call = transportFor(url).transport.call(create, { id: 'x' });
      await expect(call).rejects.toThrow(/MLflow server|TEMPORARILY_UNAVAILABLE/);
      expect(seen.length).toBe(1);
    }
  });

  it('throws MLFLOW_UNAVAILABLE with status, URL and the words of the server', async () => {
    const { url } = await startFaultServer([json(503, busy)]);
    const call = transportFor(url, { retries: 2 }).transport.call(read, { id: 'x' });
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
    await expect(transport.call(create, { id: 'x' })).rejects.toMatchObject({ code: 'MLFLOW_UNREACHABLE' });
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('throws MLFLOW_UNREACHABLE when the body never ends', async () => {
    const { url } = await startFaultServer([stall]);
    const { transport } = transportFor(url, { timeoutMs: 100, retries: 0 });
    await expect(transport.call(read, { id: 'x' })).rejects.toThrow('the time ran out');
  });

  it('throws MLFLOW_ACCESS_DENIED for 401 and 403, whose bodies are no JSON', async () => {
    for (const status of [401, 403]) {
      const { url } = await startFaultServer([page(status, 'You are not authenticated.')]);
      const call = transportFor(url).transport.call(read, { id: 'x' });
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
    const call = transportFor(url).transport.call(read, { id: 'x' });
    await expect(call).rejects.toMatchObject({
      code: 'MLFLOW_REFUSED',
      failure: { serverCode: 'RESOURCE_DOES_NOT_EXIST' },
    });
    expect(seen.length).toBe(1);
  });

  it('throws MLFLOW_UNSUPPORTED for a call that the server does not have', async () => {
    for (const status of [404, 405]) {
      const { url, seen } = await startFaultServer([page(status, '<h1>Not Found</h1>')]);
      const call = transportFor(url).transport.call(read, { id: 'x' });
      await expect(call).rejects.toMatchObject({ code: 'MLFLOW_UNSUPPORTED', failure: { status } });
      expect(seen.length).toBe(1);
    }
  });

  it('throws MLFLOW_ANSWER_FOREIGN for a login page with status 200, a redirect and JSON of another shape', async () => {
    const redirect = page(302, '<a href="/login">Found</a>');
    for (const answer of [page(200, '<html><h1>Sign in</h1></html>'), redirect, json(200, { name: 3 })]) {
      const { url, seen } = await startFaultServer([answer]);
      const call = transportFor(url).transport.call(read, { id: 'x' });
      await expect(call).rejects.toMatchObject({ code: 'MLFLOW_ANSWER_FOREIGN', kind: 'environment' });
      expect(seen.length).toBe(1);
    }
  });

  it('throws MLFLOW_CANCELLED when the signal is aborted, also while it waits', async () => {
    const { url } = await startFaultServer([stall]);
    const early = new AbortController();
    const call = transportFor(url, { signal: early.signal }).transport.call(read, { id: 'x' });
    setImmediate(() => early.abort());
    await expect(call).rejects.toMatchObject({ code: 'MLFLOW_CANCELLED' });

    const late = new AbortController();
    const options = { url: 'http://127.0.0.1:1', signal: late.signal, backoffMs: 60_000 };
    const waiting = new Transport(options).call(read, { id: 'x' });
    setTimeout(() => late.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ code: 'MLFLOW_CANCELLED' });
  });

  it('has at most 8 requests under way, whatever is asked of it', async () => {
    let [underWay, most] = [0, 0];
    const { url } = await startFaultServer([
      (response) => {
        underWay += 1;
        most = Math.max(most, underWay);
        setTimeout(() => {
          underWay -= 1;
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ name: 'first' }));
        }, 20);
      },
    ]);
    const { transport } = transportFor(url);
    await Promise.all(Array.from({ length: 40 }, () => transport.call(read, { id: 'x' })));
    expect(most).toBe(8);
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
      const error: unknown = await transport.call(read, { id: 'x' }).catch((caught: unknown) => caught);
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/hunter2|YWRhOmh1bnRlcjI/);
    }
  });

  it('throws MLFLOW_OPTIONS_INVALID with every problem and without the URL', () => {
    const make = () =>
      new Transport({ url: 'ftp://ada:hunter2@host', timeoutMs: 0, retries: 1.5, backoffMs: -1 });
    expect(make).toThrow(expect.objectContaining({ code: 'MLFLOW_OPTIONS_INVALID' }));
    expect(make).toThrow(/url[\s\S]*timeoutMs[\s\S]*retries[\s\S]*backoffMs/);
    expect(make).not.toThrow(/hunter2/);
  });

  it('opens the body of an upload anew for each attempt', async () => {
    const { url, seen } = await startFaultServer([json(500, busy), page(200, '')]);
    let opened = 0;
    const open = () => {
      opened += 1;
      return Readable.from(['hello']);
    };
    await transportFor(url).transport.upload('files/a.txt', open, 5);
    expect(opened).toBe(2);
    expect(seen.at(-1)).toMatchObject({ method: 'PUT', url: '/files/a.txt', body: 'hello' });
    expect(seen.at(-1)?.headers['content-length']).toBe('5');
  });

  it('lets go of the file when an upload is cancelled', async () => {
    const { url, seen } = await startFaultServer([page(200, '')]);
    const endless = new Readable({ read: () => undefined });
    const cancel = new AbortController();
    const upload = transportFor(url, { signal: cancel.signal }).transport.upload('files/a', () => endless, 9);
    endless.push('half', 'utf8');
    setTimeout(() => cancel.abort(), 50);
    await expect(upload).rejects.toMatchObject({ code: 'MLFLOW_CANCELLED' });
    expect(endless.destroyed).toBe(true);
    expect(seen).toEqual([]);
  });

  it('takes a login page after an upload for what it is', async () => {
    const { url } = await startFaultServer([page(200, '<html>Sign in</html>')]);
    const upload = transportFor(url).transport.upload('files/a.txt', () => Readable.from(['x']), 1);
    await expect(upload).rejects.toMatchObject({ code: 'MLFLOW_ANSWER_FOREIGN' });
  });

  it('takes a login page instead of a file for what it is, and an HTML file for a file', async () => {
    const html = '<html>Sign in</html>';
    const attachment: Answer = (response) => {
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-disposition': 'attachment; filename=a',
      });
      response.end(html);
    };
    const { url, seen } = await startFaultServer([page(200, html), attachment]);
    const { transport } = transportFor(url);
    const download = transport.download('files/a.html', { read: text });
    await expect(download).rejects.toMatchObject({ code: 'MLFLOW_ANSWER_FOREIGN', failure: { status: 200 } });
    expect(seen.length).toBe(1);
    expect(await transport.download('files/a.html', { read: text })).toBe(html);
  });

  it('reads a download again from its start when it was cut', async () => {
    const { url } = await startFaultServer([
      (response) => {
        response.writeHead(200, { 'content-length': '10' });
        response.write('01234');
        setImmediate(() => response.socket?.destroy());
      },
      (response) => response.end('0123456789'),
    ]);
    const { transport } = transportFor(url);
    expect(await transport.download('files/a.txt', { read: text })).toBe('0123456789');
  });
});
