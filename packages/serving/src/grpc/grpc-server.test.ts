import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, positives } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { tinyProbabilities } from '../testing/tiny-model.js';

const grpc = { port: 0 };

describe('GrpcServer', () => {
  it('is off unless a port is named', async () => {
    const { server } = await startServer();
    expect(server.grpcAddress).toBeUndefined();
  });

  it('says which port cannot be had', async () => {
    const { server } = await startServer();
    const port = Number(new URL(server.address).port);
    await expect(startServer({ server: { grpc: { port } } })).rejects.toMatchObject({
      code: 'ADDRESS_UNAVAILABLE',
      message: expect.stringMatching(/in use by another process: .* WAYMARK_GRPC_PORT/),
    });
  });

  it('answers every call that it accepted when it is closed, and then refuses', async () => {
    const { server } = await startServer({ server: { grpc } });
    const clients = Array.from({ length: 8 }, () => keepCalling(grpcClient(server)));
    await expect.poll(() => clients.every(({ answers }) => answers() > 5)).toBe(true);
    await server.close();
    for (const { failure } of clients)
      expect(await failure).toMatchObject({
        code: status.UNAVAILABLE,
        details: expect.stringMatching(/ECONNREFUSED|No connection established/),
      });
  });

  it('cuts off what is not answered in time when it is closed', async () => {
    const { server } = await startServer({ server: { grpc, limits: { drainTimeoutMs: 100 } } });
    const { call } = grpcClient(server);
    const [pid = 0] = server.status().workers.pids;
    process.kill(pid, 'SIGSTOP');
    const hanging = call('ModelInfer', oneRow).catch((error: unknown) => error);
    // Answered after the call above came in: both go over one connection.
    await call('ServerLive');
    await server.close();
    expect(await hanging).toMatchObject({ code: expect.toBeOneOf([status.CANCELLED, status.UNAVAILABLE]) });
  });

  it('lets its readiness fall before it stops accepting', async () => {
    const { server } = await startServer({ server: { grpc, drainGraceMs: 200 } });
    const { call } = grpcClient(server);
    await call('ServerLive');
    const closed = server.close();
    expect(await call('ServerReady')).toEqual({ ready: false });
    expect(await call('ModelReady', { name: 'tiny' })).toEqual({ ready: false });
    expect(positives(await call('ModelInfer', oneRow))).toEqual([tinyProbabilities[1][0]]);
    await closed;
  });
});

/** One call after the other, until one fails. */
function keepCalling({ call }: ReturnType<typeof grpcClient>) {
  let count = 0;
  const failure = (async () => {
    for (;;) {
      const answer = await call('ModelInfer', oneRow);
      if (positives(answer)[0] !== tinyProbabilities[1][0]) return answer;
      count += 1;
    }
  })().catch((error: unknown) => error);
  return { answers: () => count, failure };
}
