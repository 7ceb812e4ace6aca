import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { createApiKey } from '../security/api-key.js';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow, positives } from '../testing/grpc-requests.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
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

  it('ends its streams when it is closed, after the answers to what they have read', async () => {
    const { server } = await startServer({ server: { grpc } });
    const client = grpcClient(server);
    const { sent, answers, ended } = client.stream();
    sent.write({ ...oneRow, id: 'one' });
    await expect.poll(() => answers).toHaveLength(1);
    const [pid = 0] = server.status().workers.pids;
    process.kill(pid, 'SIGSTOP');
    sent.write({ ...oneRow, id: 'two' });
    // Answered after the request above came in: both go over one connection.
    await client.call('ServerLive');
    const closed = server.close();
    process.kill(pid, 'SIGCONT');
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
    await closed;
    expect(answers).toMatchObject([
      { error_message: '', infer_response: { id: 'one', model_name: 'tiny' } },
      { error_message: '', infer_response: { id: 'two', model_name: 'tiny' } },
    ]);
  });

  it('asks for a key before it reads a stream', async () => {
    const apiKeysFile = join(await temporaryFolder(), 'keys.json');
    const { key, entry } = createApiKey('scorer', ['infer']);
    await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys: [entry] }));
    const { server } = await startServer({ server: { grpc, security: { apiKeysFile } } });
    const stranger = grpcClient(server).stream();
    stranger.sent.write(oneRow);
    expect(await stranger.ended).toMatchObject({ code: status.UNAUTHENTICATED });
    const { sent, answers, ended } = grpcClient(server, { headers: { 'x-api-key': key } }).stream();
    sent.end(oneRow);
    expect(await ended).toMatchObject({ code: status.OK });
    expect(answers).toMatchObject([{ error_message: '', infer_response: { model_name: 'tiny' } }]);
  });

  it('lets its readiness fall before it stops accepting', async () => {
    const { server } = await startServer({ server: { grpc, drainGraceMs: 1_500 } });
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
