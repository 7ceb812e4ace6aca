import { connect } from 'node:http2';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Deferred, deferred } from '../deferred.js';
import { overloaded } from '../engine/errors.js';
import type { RequestTerms } from '../engine/request-queue.js';
import { grpcClient } from '../testing/grpc-client.js';
import type { Answer } from './answer-message.js';
import { InferenceStream, type StreamCall } from './inference-stream.js';
import type { ModelInferRequest } from './messages.js';
import { openInferenceService } from './service-definition.js';

/** A server whose streams answer so, and a stream to it. */
async function streamTo(answer: Answer<ModelInferRequest>, headers: Readonly<Record<string, string>> = {}) {
  const counted: unknown[] = [];
  const streams: InferenceStream[] = [];
  const observers = {
    metrics: {
      requestAnswered: (...[route, , how]: readonly [string, string, { status: number }]) =>
        counted.push([route, how.status]),
    },
    log: { level: 'info', debug: () => {}, error: () => {} },
  };
  const server = new Server();
  server.addService(openInferenceService(), {
    ServerLive: (_: unknown, callback: (error: null, message: object) => void) => callback(null, {}),
    ModelStreamInfer: (call: StreamCall) =>
      streams.push(new InferenceStream(call, { name: 'ModelStreamInfer', answer, observers })),
  });
  const port = await new Promise<number>((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, bound) => resolve(bound));
  });
  onTestFinished(() => server.forceShutdown());
  const client = grpcClient({ grpcAddress: `127.0.0.1:${port}` }, { headers });
  return { counted, client, port, stop: () => streams[0]?.stop(), ...client.stream() };
}

const failing: Answer<ModelInferRequest> = ({ id }) => {
  if (id === 'bad') throw overloaded(2500);
  return { id };
};

const overloadedText = 'the server is overloaded: a request would wait for about 3 s; try again later';

/** What matters of an answer. */
const answered = (id: string) => ({
  error_message: '',
  infer_response: { id, parameters: { triton_final_response: { bool_param: true } } },
});

describe('InferenceStream', () => {
  it('answers in the order of the requests, whichever is ready first, and ends with its client', async () => {
    const first: Deferred<object> = deferred();
    const { sent, answers, ended, counted } = await streamTo(({ id }) => {
      if (id === 'first') return first.promise;
      if (id === 'third') first.resolve({ id: 'first' });
      return { id };
    });
    for (const id of ['first', 'second', 'third']) sent.write({ id });
    sent.end();
    expect(await ended).toMatchObject({ code: status.OK });
    expect(answers).toMatchObject([answered('first'), answered('second'), answered('third')]);
    expect(counted).toEqual(Array.from({ length: 3 }, () => ['grpc:ModelStreamInfer', 200]));
  });

  it('tells an error with the id of its request, and goes on', async () => {
    const { sent, answers, ended, counted } = await streamTo(failing);
    for (const id of ['bad', 'good']) sent.write({ id });
    sent.end();
    expect(await ended).toMatchObject({ code: status.OK });
    expect(answers).toMatchObject([
      { error_message: overloadedText, infer_response: { id: 'bad' } },
      answered('good'),
    ]);
    expect(counted).toEqual([
      ['grpc:ModelStreamInfer', 503],
      ['grpc:ModelStreamInfer', 200],
    ]);
  });

  it('ends with the status of the first error where the client wants that', async () => {
    const { sent, answers, ended } = await streamTo(failing, { triton_grpc_error: 'true' });
    for (const id of ['good', 'bad', 'late']) sent.write({ id });
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, details: overloadedText });
    expect(answers).toMatchObject([answered('good')]);
  });

  it('reads 64 requests ahead of its answers', async () => {
    const isOpen: Deferred<void> = deferred();
    let begun = 0;
    const { sent, answers, ended, client } = await streamTo(async ({ id }) => {
      begun += 1;
      await isOpen.promise;
      return { id };
    });
    for (let i = 0; i < 200; i++) sent.write({ id: String(i) });
    sent.end();
    await expect.poll(() => begun).toBe(64);
    // Sent after them over the same connection.
    await client.call('ServerLive');
    expect(begun).toBe(64);
    isOpen.resolve();
    expect(await ended).toMatchObject({ code: status.OK });
    expect(answers).toMatchObject(Array.from({ length: 200 }, (_, i) => answered(String(i))));
  });

  it('waits where its answers are not read', async () => {
    const answer = { raw_output_contents: [Buffer.alloc(100_000)] };
    let begun = 0;
    const { port } = await streamTo(() => {
      begun += 1;
      return answer;
    });
    const session = connect(`http://127.0.0.1:${port}`);
    onTestFinished(() => session.destroy());
    const path = '/inference.GRPCInferenceService/ModelStreamInfer';
    const head = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
    const call = session.request({ ...head, ':path': path });
    // Empty messages: not compressed, and of no length.
    call.end(Buffer.alloc(5 * 200));
    await expect.poll(() => begun).toBe(64);
    await new Promise((resolve) => session.ping(resolve));
    expect(begun).toBe(64);
    let bytes = 0;
    for await (const chunk of call) bytes += chunk.length;
    expect(begun).toBe(200);
    expect(bytes).toBeGreaterThan(200 * 100_000);
  });

  it('knows when the client went away', async () => {
    const arrived: Deferred<RequestTerms> = deferred();
    const { sent, ended } = await streamTo((_, termsOf) => {
      arrived.resolve(termsOf());
      return new Promise(() => {});
    });
    sent.write({ id: 'one' });
    const { isAbandoned } = await arrived.promise;
    expect(isAbandoned?.()).toBe(false);
    sent.cancel();
    expect(await ended).toMatchObject({ code: status.CANCELLED });
    await expect.poll(() => isAbandoned?.()).toBe(true);
  });

  it('answers what it has read when it is stopped, and tells the client to come again', async () => {
    const isOpen: Deferred<void> = deferred();
    let begun = 0;
    const { sent, answers, ended, stop } = await streamTo(async ({ id }) => {
      begun += 1;
      await isOpen.promise;
      return { id };
    });
    for (let i = 0; i < 65; i++) sent.write({ id: String(i) });
    await expect.poll(() => begun).toBe(64);
    stop();
    isOpen.resolve();
    expect(await ended).toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining('the server is stopping'),
    });
    expect(begun).toBe(64);
    expect(answers).toMatchObject(Array.from({ length: 64 }, (_, i) => answered(String(i))));
  });
});
