import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials, status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApiKey } from '../security/api-key.js';
import type { ModelServer } from '../server.js';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { grpcClient } from '../testing/grpc-client.js';
import { startServer } from '../testing/running-server.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { errorStatus } from './error-status.js';
import { healthListTooLong } from './errors.js';
import { checkHealth, healthStatus, listHealth } from './health-status.js';

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
    // Field 1 is the service, a text; field 1 of the answer is the status, of which SERVING is 1.
    const answer = await callRaw(server, 'Check', '0a0474696e79');
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
    expect(await call('List')).toEqual({
      statuses: { '': { status: 'SERVING' }, 'inference.GRPCInferenceService': { status: 'SERVING' } },
    });
  });

  it('tells of bare models', async () => {
    const { server } = await startBare(await modelsFolder({ 'double.onnx': 'double' }), { grpc });
    await server.ready();
    expect(await grpcClient(server).call('Check', { service: 'double' })).toEqual({ status: 'SERVING' });
  });
});

describe('listHealth', () => {
  it('lists the server, its service and each model, as Check tells them', () => {
    expect(listHealth(sources)).toEqual({
      statuses: {
        '': { status: 'SERVING' },
        'inference.GRPCInferenceService': { status: 'SERVING' },
        tiny: { status: 'SERVING' },
        broken: { status: 'NOT_SERVING' },
      },
    });
  });

  it('lists no more than a hundred, and says what to ask instead', () => {
    const named = (count: number) => {
      const names = Array.from({ length: count }, (_, i) => `model-${i}`);
      return { ...sources, models: { names, served: [] } };
    };
    expect(Object.keys(listHealth(named(98)).statuses)).toHaveLength(100);
    expect(() => listHealth(named(99))).toThrow(
      expect.objectContaining({
        code: 'HEALTH_LIST_TOO_LONG',
        message:
          'a list of health may have at most 100 services, and there are 101; ask Check for single ones',
      }),
    );
    expect(errorStatus(healthListTooLong(101, 100)).code).toBe(status.RESOURCE_EXHAUSTED);
    expect(Object.keys(listHealth({ ...named(99), areModelsTold: false }).statuses)).toHaveLength(2);
  });

  it('has the names and numbers of the protocol', async () => {
    const { server } = await startServer({ server: { grpc } });
    const answer = await callRaw(server, 'List', '');
    // Entries of the map are messages in field 1: the name is their field 1, the status' message their field 2.
    expect(answer).toContain('0a0a0a0474696e7912020801');
  });
});

/** A call of the health service in bytes, as hexadecimal digits, with the answer. */
function callRaw({ grpcAddress }: Pick<ModelServer, 'grpcAddress'>, method: string, message: string) {
  const client = new Client(grpcAddress ?? 'off', credentials.createInsecure());
  onTestFinished(() => client.close());
  const asIs = (bytes: Buffer) => bytes;
  const request = Buffer.from(message, 'hex');
  return new Promise<string | undefined>((resolve, reject) => {
    client.makeUnaryRequest(`/grpc.health.v1.Health/${method}`, asIs, asIs, request, (error, bytes) =>
      error ? reject(error) : resolve(bytes?.toString('hex')),
    );
  });
}
