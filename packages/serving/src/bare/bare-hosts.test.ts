import { describe, expect, it } from 'vitest';
import { modelsFolder, putFile, startBare } from '../testing/bare-models.js';
import { get, post } from '../testing/http-client.js';

const rows = (...values: readonly (readonly number[])[]) => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [values.length, 3], data: values }],
});

describe('BareHosts', () => {
  it('serves the good models, and says in the index why the others are not', async () => {
    const folder = await modelsFolder({
      'double.onnx': 'double',
      'broken.onnx': '=not ONNX',
      'odd name.onnx': 'double',
      'empty/config.pbtxt': '=name: "other"',
    });
    const { server, logLines } = await startBare(folder);
    await server.ready();
    expect((await get(server, '/v2/health/ready')).status).toBe(200);
    const { body } = await post(server, '/v2/repository/index', {});
    expect(body).toEqual([
      {
        name: 'broken',
        version: '1',
        state: 'UNAVAILABLE',
        reason: expect.stringContaining('a whole ONNX model'),
      },
      { name: 'double', version: '1', state: 'READY', reason: '' },
      {
        ...{ name: 'empty', state: 'UNAVAILABLE' },
        reason: expect.stringMatching(/names the model other, and its folder is empty.*must have a version/),
      },
      { name: 'odd name', state: 'UNAVAILABLE', reason: expect.stringContaining('rename it') },
    ]);
    expect(logLines.filter((line) => line.includes('a version was refused'))).toHaveLength(3);
    expect(await post(server, '/v2/models/broken/infer', rows([1, 2, 3]))).toMatchObject({ status: 503 });
  });

  it('throws MODELS_FOLDER_INVALID with every problem where nothing can be served', async () => {
    const { server } = await startBare(await modelsFolder({ 'a.onnx': '=no', 'b/config.pbtxt': '=' }));
    await expect(server.ready()).rejects.toMatchObject({
      code: 'MODELS_FOLDER_INVALID',
      message: expect.stringMatching(/a, version 1: .*\n.*b: it must have a version/),
    });
    const none = await startBare(await modelsFolder({}));
    await expect(none.server.ready()).rejects.toThrow(/put NAME.onnx or NAME\/1\/model.onnx into it/);
    const missing = await startBare('/nowhere/at/all');
    await expect(missing.server.ready()).rejects.toMatchObject({ code: 'MODELS_FOLDER_UNREADABLE' });
  });

  it('loads a file that changes beside the old one, and goes on with the old one where the new one is bad', async () => {
    const folder = await modelsFolder({ 'scale.onnx': 'double' });
    const { server, logLines } = await startBare(folder);
    await server.ready();
    const answer = async () => {
      const { body } = await post(server, '/v2/models/scale/infer', rows([1, 2, 3]));
      return (body as { outputs: { data: number[] }[] }).outputs[0]?.data;
    };
    expect(await answer()).toEqual([2, 4, 6]);
    await putFile(folder, 'scale.onnx', '=bad');
    await expect.poll(() => logLines.some((line) => line.includes('was refused'))).toBe(true);
    expect(await answer()).toEqual([2, 4, 6]);
    await putFile(folder, 'scale.onnx', 'triple');
    await expect.poll(answer).toEqual([3, 6, 9]);
    await putFile(folder, 'new/7/model.onnx', 'double');
    await expect
      .poll(async () => (await get(server, '/v2/models/new')).body)
      .toMatchObject({ versions: ['7'] });
  });

  it('lets clients load and unload where they may', async () => {
    const folder = await modelsFolder({ 'double.onnx': 'double' });
    const { server } = await startBare(folder, { modelControl: 'explicit' });
    await server.ready();
    const control = (what: string) => post(server, `/v2/repository/models/double/${what}`, {});
    expect((await control('unload')).status).toBe(200);
    expect(await post(server, '/v2/models/double/infer', rows([1, 2, 3]))).toMatchObject({
      status: 503,
      body: { error: expect.stringContaining("'double' was unloaded by a client; POST /v2/repository/") },
    });
    expect((await post(server, '/v2/repository/index', {})).body).toEqual([
      { name: 'double', state: 'UNAVAILABLE', reason: 'unloaded' },
    ]);
    expect((await control('load')).status).toBe(200);
    expect((await post(server, '/v2/models/double/infer', rows([1, 2, 3]))).status).toBe(200);
    expect((await post(server, '/v2/repository/models/other/load', {})).status).toBe(400);
  });

  it('never loses a request while its model is replaced', async () => {
    const folder = await modelsFolder({ 'scale.onnx': 'double' });
    const { server } = await startBare(folder);
    await server.ready();
    const statuses = new Set<number>();
    for (const file of ['triple', 'double', 'triple'] as const) {
      await putFile(folder, 'scale.onnx', file);
      const factor = file === 'triple' ? 3 : 2;
      for (let last = 0; last !== factor; ) {
        const answers = await Promise.all(
          Array.from({ length: 8 }, () => post(server, '/v2/models/scale/infer', rows([1, 1, 1]))),
        );
        for (const { status } of answers) statuses.add(status);
        last = (answers[0]?.body as { outputs: { data: number[] }[] }).outputs[0]?.data[0] ?? 0;
        expect([2, 3]).toContain(last);
      }
    }
    expect([...statuses]).toEqual([200]);
  });
});
