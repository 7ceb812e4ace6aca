import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { feedback, prediction, range, shadow } from '../testing/log-records.js';
import { CloudEventSink, type CloudEventSinkOptions } from './cloud-event-sink.js';

interface Batch {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** A receiver that answers with these statuses in turn, and then with 202; and a sink that sends to it. */
async function start(statuses: readonly number[], options: CloudEventSinkOptions = {}) {
  const batches: Batch[] = [];
  const server = createServer(async (request, response) => {
    const { 'content-type': contentType, authorization } = request.headers;
    // Safe: the sink sends lists of objects; the tests look into them.
    batches.push({ contentType, authorization, events: (await json(request)) as Batch['events'] });
    response.writeHead(statuses[batches.length - 1] ?? 202).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a server that listens at a TCP port has such an address.
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://user:secret@127.0.0.1:${port}/events?token=secret`);
  url.username = '';
  url.password = '';
  const sink = new CloudEventSink(url, { flushIntervalMs: 1, firstPauseMs: 1, ...options });
  onTestFinished(async () => {
    await sink.close();
    server.closeAllConnections();
    server.close();
  });
  return { sink, batches, server };
}

const idsOf = (batches: readonly Batch[]) => batches.map(({ events }) => events.map(({ id }) => id));

describe('CloudEventSink', () => {
  it('gives what a shadow said an id of its own', async () => {
    const { sink, batches } = await start([]);
    sink.write([prediction(1), shadow(1)]);
    await expect.poll(() => sink.counts).toEqual({ delivered: 2, dropped: 0 });
    expect(batches[0]?.events[1]).toMatchObject({
      ...{ id: '0123456789ab-1-v2', subject: '0123456789ab-1', type: 'dev.waymark.shadow.v1' },
      data: shadow(1),
    });
  });

  it('sends records as a batch of events', async () => {
    const { sink, batches } = await start([], { headers: { authorization: 'Bearer abc' } });
    sink.write([prediction(1), feedback(1)]);
    await expect.poll(() => sink.counts).toEqual({ delivered: 2, dropped: 0 });
    expect(batches).toEqual([
      {
        contentType: 'application/cloudevents-batch+json',
        authorization: 'Bearer abc',
        events: [
          {
            specversion: '1.0',
            id: '0123456789ab-1',
            source: '/models/tiny',
            type: 'dev.waymark.prediction.v1',
            time: '2026-01-01T00:00:00.000Z',
            subject: '0123456789ab-1',
            datacontenttype: 'application/json',
            data: prediction(1),
          },
          {
            specversion: '1.0',
            id: '0123456789ab-1-2026-01-01T00:00:00.000Z',
            source: '/models/tiny',
            type: 'dev.waymark.feedback.v1',
            time: '2026-01-01T00:00:00.000Z',
            subject: '0123456789ab-1',
            datacontenttype: 'application/json',
            data: feedback(1),
          },
        ],
      },
    ]);
  });

  it('tries again, in order, when the receiver is not there for a while', async () => {
    const { sink, batches } = await start([503, 429], { maxBatchEvents: 2 });
    sink.write(range(3).map(prediction));
    await expect.poll(() => sink.counts.delivered).toBe(3);
    const first = ['0123456789ab-0', '0123456789ab-1'];
    expect(idsOf(batches)).toEqual([first, first, first, ['0123456789ab-2']]);
    expect(sink.counts.dropped).toBe(0);
  });

  it('drops a batch that the receiver refuses, says so once and without secrets', async () => {
    const errors: string[] = [];
    const { sink } = await start([400, 400], {
      maxBatchEvents: 1,
      onError: (error) => errors.push(error.message),
    });
    sink.write(range(3).map(prediction));
    await expect.poll(() => sink.counts).toEqual({ delivered: 1, dropped: 2 });
    expect(errors).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/events must take batches of CloudEvents.*HTTP 400/),
    ]);
    expect(errors.join()).not.toContain('secret');
  });

  it('lets the newest push out the oldest when too many wait', async () => {
    const { sink, batches } = await start([], { maxWaitingEvents: 2 });
    sink.write(range(5).map(prediction));
    await expect.poll(() => sink.counts).toEqual({ delivered: 2, dropped: 3 });
    expect(idsOf(batches)).toEqual([['0123456789ab-3', '0123456789ab-4']]);
  });

  it('sends what waits when it is closed, and counts what is left', async () => {
    const { sink, batches } = await start([], { flushIntervalMs: 60_000 });
    sink.write([prediction(0)]);
    await sink.close();
    expect(idsOf(batches)).toEqual([['0123456789ab-0']]);
    const away = new CloudEventSink(new URL('http://127.0.0.1:9/'), { flushIntervalMs: 60_000 });
    away.write([prediction(0)]);
    await away.close();
    expect(away.counts).toEqual({ delivered: 0, dropped: 1 });
  });

  it('counts as lost what a receiver that hangs had not taken when it was closed, and lets go of it', async () => {
    let isCutOff = false;
    const receiver = createServer(({ socket }) => void socket.once('close', () => (isCutOff = true)));
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void receiver.close());
    // Safe: it listens on a port.
    const { port } = receiver.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${port}/`);
    const sink = new CloudEventSink(url, { flushIntervalMs: 1, maxBatchEvents: 2, timeoutMs: 60_000 });
    sink.write(range(3).map(prediction));
    await once(receiver, 'request');
    await sink.close();
    expect(sink.counts).toEqual({ delivered: 0, dropped: 3 });
    await expect.poll(() => isCutOff).toBe(true);
  });
});
