import { describe, expect, it } from 'vitest';
import { cut, json, stall, startFaultServer } from '../testing/fault-server.js';
import { busy, createThing, ok, readThing, transportFor } from '../testing/transport-calls.js';
import { Transport } from './transport.js';

describe('Transport that tries again', () => {
  it.each([
    408, 429, 500, 502, 503, 504,
  ])('tries a repeatable call again after %i, with growing waits', async (status) => {
    const { url, seen } = await startFaultServer([json(status, busy), json(status, busy), cut, ok]);
    const { transport, waits } = transportFor(url);
    expect(await transport.call(readThing, { id: 'x' })).toEqual({ name: 'first' });
    expect(seen.length).toBe(4);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('tries again when the pool of connections of the server was exhausted, which it calls a bad request', async () => {
    const message = 'QueuePool limit of size 5 overflow 10 reached, connection timed out';
    const { url } = await startFaultServer([json(400, { error_code: 'BAD_REQUEST', message }), ok]);
    expect(await transportFor(url).transport.call(readThing, { id: 'x' })).toEqual({ name: 'first' });
  });

  it('waits as long as Retry-After says, and gives up when that is beyond two minutes', async () => {
    const after = (seconds: string) => json(429, busy, { 'retry-after': seconds });
    const { url, seen } = await startFaultServer([after('7'), after('7200')]);
    const { transport, waits } = transportFor(url);
    await expect(transport.call(createThing, { id: 'x' })).rejects.toMatchObject({
      code: 'MLFLOW_UNAVAILABLE',
    });
    expect(waits).toEqual([7000]);
    expect(seen.length).toBe(2);
  });

  it('never repeats a call that must not happen twice', async () => {
    for (const fault of [json(503, busy), cut]) {
      const { url, seen } = await startFaultServer([fault, ok]);
      const call = transportFor(url).transport.call(createThing, { id: 'x' });
      await expect(call).rejects.toThrow(/MLflow server|TEMPORARILY_UNAVAILABLE/);
      expect(seen.length).toBe(1);
    }
  });

  it('throws MLFLOW_CANCELLED when the signal is aborted, also while it waits', async () => {
    const { url } = await startFaultServer([stall]);
    const early = new AbortController();
    const call = transportFor(url, { signal: early.signal }).transport.call(readThing, { id: 'x' });
    setImmediate(() => early.abort());
    await expect(call).rejects.toMatchObject({ code: 'MLFLOW_CANCELLED' });

    const late = new AbortController();
    const options = { url: 'http://127.0.0.1:1', signal: late.signal, backoffMs: 60_000 };
    const waiting = new Transport(options).call(readThing, { id: 'x' });
    setTimeout(() => late.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ code: 'MLFLOW_CANCELLED' });
  });
});
