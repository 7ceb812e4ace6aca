import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';

describe('readEnvironment', () => {
  it('has defaults for everything', () => {
    expect(readEnvironment({}, '/workspace')).toEqual({
      home: '/workspace/.waymark',
      homeIsExplicit: false,
      backend: 'auto',
      isCi: false,
    });
  });

  it('takes the home, the backend and CI from their variables', () => {
    const variables = { WAYMARK_HOME: '/data/waymark', WAYMARK_TFJS_BACKEND: 'wasm', CI: 'true' };
    const environment = readEnvironment(variables, '/workspace');
    expect(environment).toMatchObject({
      home: '/data/waymark',
      homeIsExplicit: true,
      backend: 'wasm',
      isCi: true,
    });
  });

  it('takes the MLflow server', () => {
    const { mlflow } = readEnvironment({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000' }, '/workspace');
    expect(mlflow).toEqual({ url: 'http://127.0.0.1:5000', isInsecure: false, retries: 2 });
  });

  it('throws ENVIRONMENT_INVALID with every problem', () => {
    const read = () =>
      readEnvironment(
        { WAYMARK_HOME: '', WAYMARK_TFJS_BACKEND: 'cuda', MLFLOW_TRACKING_URI: 'file:///x' },
        '/workspace',
      );
    expect(read).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_INVALID', kind: 'usage' }));
    expect(read).toThrow(/WAYMARK_HOME[\s\S]*WAYMARK_TFJS_BACKEND[\s\S]*MLFLOW_TRACKING_URI/);
  });
});
