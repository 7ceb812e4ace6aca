import {
  Client,
  type ClientUnaryCall,
  credentials,
  Server,
  ServerCredentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Deferred, deferred } from '../deferred.js';
import { overloaded } from '../engine/errors.js';
import type { RequestTerms } from '../engine/request-queue.js';
import type { Answer } from './answer-message.js';
import { openInferenceService } from './service-definition.js';
import { unaryMethod } from './unary-method.js';

interface Observed {
  readonly counted: unknown[];
  readonly logged: unknown[];
}

/** A server whose one method answers so, and a call to it. */
async function callTo(answer: Answer<never>, deadlineMs?: number) {
  const observed: Observed = { counted: [], logged: [] };
  const server = new Server();
  const method = unaryMethod({
    ...{ name: 'ServerLive', answer },
    observers: {
      metrics: { requestAnswered: (route, _, { status }) => observed.counted.push([route, status]) },
      log: { level: 'info', debug: () => {}, error: (about: unknown) => observed.logged.push(about) },
    },
  });
  server.addService(openInferenceService(), { ServerLive: method });
  const port = await new Promise<number>((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, bound) => resolve(bound));
  });
  onTestFinished(() => server.forceShutdown());
  return { ...observed, ...call(port, deadlineMs) };
}

function call(port: number, deadlineMs: number | undefined) {
  const ended: Deferred<unknown> = deferred();
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  const sent: ClientUnaryCall = client.makeUnaryRequest(
    '/inference.GRPCInferenceService/ServerLive',
    () => Buffer.alloc(0),
    (bytes) => bytes.toString('hex'),
    {},
    deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs },
    (error: ServiceError | null, message) => ended.resolve(error ?? message),
  );
  return { sent, ended: ended.promise };
}

describe('unaryMethod', () => {
  it('answers with the message, now or later, and counts it', async () => {
    const now = await callTo(() => ({ live: true }));
    // Field 1, a boolean: true.
    expect(await now.ended).toBe('0801');
    const later = await callTo(async () => ({ live: true }));
    expect(await later.ended).toBe('0801');
    expect(later.counted).toEqual([['grpc:ServerLive', 200]]);
  });

  it('tells an error that a request can meet, and when to come again', async () => {
    const { ended, counted, logged } = await callTo(() => {
      throw overloaded(2500);
    });
    const error = await ended;
    expect(error).toMatchObject({
      code: status.UNAVAILABLE,
      details: 'the server is overloaded: a request would wait for about 3 s; try again later',
    });
    expect((error as ServiceError).metadata.get('grpc-retry-pushback-ms')).toEqual(['3000']);
    expect(counted).toEqual([['grpc:ServerLive', 503]]);
    expect(logged).toEqual([]);
  });

  it('keeps what should never happen for the log', async () => {
    const cause = new TypeError('a secret');
    const { ended, counted, logged } = await callTo(() => Promise.reject(cause));
    expect(await ended).toMatchObject({
      code: status.INTERNAL,
      details: 'an internal error; the server logged its cause',
    });
    expect(counted).toEqual([['grpc:ServerLive', 500]]);
    expect(logged).toEqual([{ code: 'SERVER_INTERNAL', cause, requestId: expect.any(String) }]);
  });

  it('hands over the deadline of the call, and none where the call has none', async () => {
    const terms: RequestTerms[] = [];
    const keepTerms: Answer<never> = (_, termsOf) => {
      terms.push(termsOf());
      return {};
    };
    await (await callTo(keepTerms, 60_000)).ended;
    await (await callTo(keepTerms)).ended;
    const [timed, untimed] = terms;
    const remainingMs = (timed?.deadlineAt ?? 0) - performance.now();
    // The call took the rest of the minute.
    expect(remainingMs).toBeGreaterThan(30_000);
    expect(remainingMs).toBeLessThanOrEqual(60_000);
    expect(untimed).not.toHaveProperty('deadlineAt');
  });

  it('knows when the client went away', async () => {
    const arrived: Deferred<RequestTerms> = deferred();
    const answered: Deferred<unknown> = deferred();
    const { sent, ended } = await callTo((_, termsOf) => {
      arrived.resolve(termsOf());
      return answered.promise;
    });
    const { isAbandoned } = await arrived.promise;
    expect(isAbandoned?.()).toBe(false);
    sent.cancel();
    expect(await ended).toMatchObject({ code: status.CANCELLED });
    await expect.poll(() => isAbandoned?.()).toBe(true);
    answered.resolve({});
  });
});
