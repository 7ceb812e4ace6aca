import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { grpcClient } from '../testing/grpc-client.js';
import { startServer, startWithoutWaiting } from '../testing/running-server.js';
import type { HealthStatus } from './health-status.js';
import { HealthWatches, type WatchCall } from './health-watches.js';
import { healthService } from './service-definition.js';

const grpc = { port: 0 };

/** A server with nothing but Watch. */
async function startWatches(statusOf: (service: string) => HealthStatus) {
  const watches = new HealthWatches(statusOf);
  const server = new Server();
  server.addService(healthService(), { Watch: (call: WatchCall) => watches.add(call) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { watches, client: grpcClient({ grpcAddress: `127.0.0.1:${port}` }) };
}

describe('HealthWatches', () => {
  it('tells the status at once, and each change of it once', async () => {
    let current: HealthStatus = 'SERVING';
    const { watches, client } = await startWatches(() => current);
    const { told } = client.watch('');
    await expect.poll(() => told).toEqual(['SERVING']);
    watches.look();
    current = 'NOT_SERVING';
    watches.look();
    watches.look();
    await expect.poll(() => told).toEqual(['SERVING', 'NOT_SERVING']);
    // Nobody calls `look` now.
    current = 'SERVING';
    await expect.poll(() => told).toEqual(['SERVING', 'NOT_SERVING', 'SERVING']);
  });

  it('goes on where the service is not known, and forgets clients that go away', async () => {
    let current: HealthStatus = 'SERVICE_UNKNOWN';
    const { watches, client } = await startWatches(() => current);
    const { told, ended, cancel } = client.watch('comes-later');
    await expect.poll(() => told).toEqual(['SERVICE_UNKNOWN']);
    current = 'SERVING';
    await expect.poll(() => told).toEqual(['SERVICE_UNKNOWN', 'SERVING']);
    expect(watches.size).toBe(1);
    cancel();
    expect(await ended).toMatchObject({ code: status.CANCELLED });
    await expect.poll(() => watches.size).toBe(0);
  });

  it('keeps no name that no service has', async () => {
    const { watches, client } = await startWatches(() => 'SERVICE_UNKNOWN');
    const { told, ended } = client.watch('x'.repeat(257));
    expect(await ended).toMatchObject({ code: status.NOT_FOUND });
    expect([told, watches.size]).toEqual([[], 0]);
  });

  it('tells when the server becomes ready and when it stops, and ends then', async () => {
    const { server } = await startWithoutWaiting({ server: { grpc, drainGraceMs: 100 } });
    const { told, ended } = grpcClient(server).watch('');
    await server.ready();
    await expect.poll(() => told.at(-1)).toBe('SERVING');
    await server.close();
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
    expect(told.slice(-2)).toEqual(['SERVING', 'NOT_SERVING']);
  });

  it('tells that a model was unloaded and loaded again', async () => {
    const { server } = await startServer({ server: { grpc, modelControl: 'explicit' } });
    const { call, watch } = grpcClient(server);
    const { told } = watch('tiny');
    await expect.poll(() => told).toEqual(['SERVING']);
    await call('RepositoryModelUnload', { model_name: 'tiny' });
    await expect.poll(() => told).toEqual(['SERVING', 'NOT_SERVING']);
    await call('RepositoryModelLoad', { model_name: 'tiny' });
    await expect.poll(() => told).toEqual(['SERVING', 'NOT_SERVING', 'SERVING']);
  });
});
