import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';

describe('readEnvironment', () => {
  it('has defaults for everything', async () => {
    expect(await readEnvironment({}, '/workspace')).toEqual({
      home: '/workspace/.waymark',
      homeIsExplicit: false,
      backend: 'auto',
      tellsInLines: false,
      serverUrl: 'http://127.0.0.1:8080',
    });
  });

  it('takes the home, the backend, the port and CI from their variables', async () => {
    const variables = {
      WAYMARK_HOME: '/data/waymark',
      WAYMARK_TFJS_BACKEND: 'wasm',
      PORT: '8123',
      CI: 'true',
    };
    const environment = await readEnvironment(variables, '/workspace');
    expect(environment).toMatchObject({
      home: '/data/waymark',
      homeIsExplicit: true,
      backend: 'wasm',
      tellsInLines: true,
      serverUrl: 'http://127.0.0.1:8123',
    });
  });

  it('tells progress in lines under Turbo, which puts the name of the task before them', async () => {
    const environment = await readEnvironment({ TURBO_HASH: '0123456789abcdef' }, '/workspace');
    expect(environment.tellsInLines).toBe(true);
  });

  it('takes the MLflow server', async () => {
    const variables = { MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000' };
    const { mlflow } = await readEnvironment(variables, '/workspace');
    expect(mlflow).toEqual({ url: 'http://127.0.0.1:5000', isInsecure: false, retries: 2 });
  });

  it('throws ENVIRONMENT_INVALID with every problem', async () => {
    const read = () =>
      readEnvironment(
        { WAYMARK_HOME: '', WAYMARK_TFJS_BACKEND: 'cuda', PORT: '65536', MLFLOW_TRACKING_URI: 'file:///x' },
        '/workspace',
      );
    await expect(read()).rejects.toMatchObject({ code: 'ENVIRONMENT_INVALID', kind: 'usage' });
    await expect(read()).rejects.toThrow(
      "WAYMARK_TFJS_BACKEND: must be auto, wasm or tensorflow; got 'cuda'",
    );
    await expect(read()).rejects.toThrow(
      /WAYMARK_HOME[\s\S]*WAYMARK_TFJS_BACKEND[\s\S]*PORT[\s\S]*MLFLOW_TRACKING_URI/,
    );
  });
});
