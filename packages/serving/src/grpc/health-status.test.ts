import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials, status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApiKey } from '../security/api-key.js';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { grpcClient } from '../testing/grpc-client.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { checkHealth, healthStatus } from './health-status.js';

const grpc = { port: 0 };
const sources = {
  models: { names: ['tiny', 'broken'], served: [{ model: 'tiny' }] },
  isReady: () => true,
  areModelsTold: true,
};

describe('healthStatus', () => {
  it('tells of the server, of its service and of each model', () => {
    const told = ['', 'inference.GRPCInferenceService', 'tiny', 'broken', 'nosuch'].map((service) =>
      healthStatus(service, sources),
    );
    expect(told).toEqual(['SERVING', 'SERVING', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']);
  });

  it('tells that nothing serves while the server is not ready', () => {
    const waiting = { ...sources, isReady: () => false };
    expect(['', 'tiny'].map((service) => healthStatus(service, waiting))).toEqual([
      'NOT_SERVING',
      'NOT_SERVING',
    ]);
  });

  it('tells of no model where models are not told', () => {
    const locked = { ...sources, areModelsTold: false };
    expect(['', 'tiny'].map((service) => healthStatus(service, locked))).toEqual([
      'SERVING',
      'SERVICE_UNKNOWN',
    ]);
  });
});

describe('checkHealth', () => {
  it('has the names and numbers of the protocol', async () => {
    const { server } = await startServer({ server: { grpc } });
    const client = new Client(server.grpcAddress ?? 'off', credentials.createInsecure());
    onTestFinished(() => client.close());
    // Field 1 is the service, a text; field 1 of the answer is the status, of which SERVING is 1.
    const request = Buffer.from('0a0474696e79', 'hex');
    const asIs = (bytes: Buffer) => bytes;
    const answer = await new Promise((resolve, reject) => {
      client.makeUnaryRequest('/grpc.health.v1.Health/Check', asIs, asIs, request, (error, bytes) =>
        error ? reject(error) : resolve(bytes?.toString('hex')),
      );
    });
    expect(answer).toBe('0801');
  });

  it('tells of a model that was unloaded, and refuses one that is not hosted', async () => {
    const { server } = await startServer({ server: { grpc, modelControl: 'explicit' } });
    const { call } = grpcClient(server);
    expect(await call('Check', { service: 'tiny' })).toEqual({ status: 'SERVING' });
    await call('RepositoryModelUnload', { model_name: 'tiny' });
    expect(await call('Check', { service: 'tiny' })).toEqual({ status: 'NOT_SERVING' });
    expect(await call('Check')).toEqual({ status: 'SERVING' });
    await expect(call('Check', { service: 'nosuch' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: expect.stringContaining("must be '' for the server"),
    });
  });

  it('asks for no key, and tells of no model where one is asked for', async () => {
    const apiKeysFile = join(await temporaryFolder(), 'keys.json');
    const { entry } = createApiKey('scorer', ['infer']);
    await writeFile(apiKeysFile, JSON.stringify({ formatVersion: 1, keys: [entry] }));
    const { server } = await startServer({ server: { grpc, security: { apiKeysFile } } });
    const { call } = grpcClient(server);
    expect(await call('Check')).toEqual({ status: 'SERVING' });
    expect(() => checkHealth({ service: 'tiny' }, { ...sources, areModelsTold: false })).toThrow(
      expect.objectContaining({ code: 'HEALTH_SERVICE_UNKNOWN' }),
    );
    await expect(call('Check', { service: 'tiny' })).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('tells of bare models', async () => {
    const { server } = await startBare(await modelsFolder({ 'double.onnx': 'double' }), { grpc });
    await server.ready();
    expect(await grpcClient(server).call('Check', { service: 'double' })).toEqual({ status: 'SERVING' });
  });
});
