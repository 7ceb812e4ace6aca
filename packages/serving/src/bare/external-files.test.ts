import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareBytes, modelsFolder, putFile, startBare } from '../testing/bare-models.js';
import { post } from '../testing/http-client.js';
import { readModelsFolder } from './models-folder.js';

/** The weights of `scaled`: each is this number. */
const weights = (factor: number) => new Uint8Array(new Float32Array(16).fill(factor).buffer);

/** `scaled` with another location of as many characters. */
async function scaledAt(location: string): Promise<Uint8Array> {
  const bytes = Buffer.from(await bareBytes('scaled'));
  expect(location).toHaveLength('model.onnx.data'.length);
  bytes.write(location, bytes.indexOf('model.onnx.data'));
  return bytes;
}

const request = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 16], data: new Array<number>(16).fill(2) }],
};

async function scaledBy(server: { readonly address: string }, model: string): Promise<number | undefined> {
  const { body } = await post(server, `/v2/models/${model}/infer`, request);
  return (body as { outputs?: { data: number[] }[] }).outputs?.[0]?.data[15];
}

async function reasonOf(server: { readonly address: string }, model: string): Promise<string | undefined> {
  const { body } = await post(server, '/v2/repository/index', {});
  return (body as { name: string; reason: string }[]).find(({ name }) => name === model)?.reason;
}

describe('readModelFiles', () => {
  it('serves models whose weights lie beside them: alone, and in a version’s folder', async () => {
    const folder = await modelsFolder({
      ...{ 'model.onnx': 'scaled', 'model.onnx.data': weights(3) },
      ...{ 'deep/1/model.onnx': 'scaled', 'deep/1/model.onnx.data': weights(5) },
      ...{ 'sub/1/model.onnx': await scaledAt('s/weights_0.bin'), 'sub/1/s/weights_0.bin': weights(7) },
    });
    const { server } = await startBare(folder, { workers: 2 });
    await server.ready();
    expect(await scaledBy(server, 'model')).toBe(6);
    expect(await scaledBy(server, 'deep')).toBe(10);
    expect(await scaledBy(server, 'sub')).toBe(14);
    for (const pid of server.status().workers.pids) process.kill(pid, 'SIGKILL');
    expect(await scaledBy(server, 'deep')).toBe(10);
  });

  it('refuses files that are missing, too short, or out of the folder, and says which', async () => {
    const folder = await modelsFolder({
      ...{ 'good.onnx': 'double', 'weights.data': weights(1) },
      'missing/1/model.onnx': 'scaled',
      ...{ 'short/1/model.onnx': 'scaled', 'short/1/model.onnx.data': weights(1).subarray(1) },
      'up/1/model.onnx': await scaledAt('../weights.data'),
      'absolute/1/model.onnx': await scaledAt('/etc/os-release'),
      'link/1/model.onnx': 'scaled',
    });
    await symlink('../../weights.data', join(folder, 'link/1/model.onnx.data'));
    const { server } = await startBare(folder);
    await server.ready();
    expect(await reasonOf(server, 'missing')).toMatch(/data file 'model\.onnx\.data' is missing: copy it/);
    expect(await reasonOf(server, 'short')).toMatch(/onnxruntime.*out of bounds/);
    expect(await reasonOf(server, 'up')).toMatch(/'\.\.\/weights\.data' must be a path below/);
    expect(await reasonOf(server, 'absolute')).toMatch(/'\/etc\/os-release' must be a path below/);
    expect(await reasonOf(server, 'link')).toMatch(/is a link out of it: copy the file/);
  });

  it('follows links as Kubernetes mounts a volume', async () => {
    const folder = await modelsFolder({ 'm/1/model.onnx': 'scaled', 'm/1/model.onnx.data': weights(3) });
    await rename(join(folder, 'm/1'), join(folder, 'm/..2026'));
    await symlink('..2026', join(folder, 'm/..data'));
    await symlink('..data', join(folder, 'm/1'));
    const { server } = await startBare(folder);
    await server.ready();
    expect(await scaledBy(server, 'm')).toBe(6);
  });

  it('loads a data file that changes, and goes on with the old one where the new one is half written', async () => {
    const folder = await modelsFolder({ 'model.onnx': 'scaled', 'model.onnx.data': weights(3) });
    const { server, logLines } = await startBare(folder);
    await server.ready();
    await putFile(folder, 'model.onnx.data', weights(4).subarray(0, 40));
    await expect.poll(() => logLines.some((line) => line.includes('was refused'))).toBe(true);
    expect(await scaledBy(server, 'model')).toBe(6);
    await putFile(folder, 'model.onnx.data', weights(4));
    await expect.poll(() => scaledBy(server, 'model')).toBe(8);
    const reloads = logLines.filter((line) => line.includes('"isReload":true'));
    // The hash is of both files.
    expect(new Set([...logLines.join().matchAll(/"sha256":"(\w+)"/g)].map(([, hash]) => hash)).size).toBe(2);
    expect(reloads).toHaveLength(1);
  });

  it('does without a model whose files changed until they are whole, when a worker starts anew', async () => {
    const folder = await modelsFolder({
      ...{ 'model.onnx': 'scaled', 'model.onnx.data': weights(3), 'other.onnx': 'double' },
    });
    const { server, logLines } = await startBare(folder);
    await server.ready();
    await putFile(folder, 'model.onnx.data', weights(3).subarray(0, 40));
    await expect.poll(() => logLines.some((line) => line.includes('was refused'))).toBe(true);
    for (const pid of server.status().workers.pids) process.kill(pid, 'SIGKILL');
    const other = { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 3], data: [1, 2, 3] }] };
    expect((await post(server, '/v2/models/other/infer', other)).status).toBe(200);
    expect((await post(server, '/v2/models/model/infer', request)).status).toBe(500);
    // The same bytes as before.
    await putFile(folder, 'model.onnx.data', weights(3));
    await expect.poll(() => scaledBy(server, 'model')).toBe(6);
  });
});

describe('ExternalFiles', () => {
  it('makes the data part of the model’s stamp', async () => {
    const folder = await modelsFolder({ 'model.onnx': 'scaled', 'model.onnx.data': weights(3) });
    const stampOf = async () => (await readModelsFolder(folder))[0]?.stamp;
    const first = await stampOf();
    expect(await stampOf()).toBe(first);
    await putFile(folder, 'model.onnx.data', weights(4));
    expect(await stampOf()).not.toBe(first);
  });
});
