import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';

describe('readEnvironment', () => {
  it('has defaults for everything', () => {
    expect(readEnvironment({}, '/workspace')).toEqual({
      home: '/workspace/.waymark',
      homeIsExplicit: false,
      backend: 'auto',
      isCi: false,
      warnings: [],
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

  it('says that MLflow is not connected instead of ignoring it in silence', () => {
    const { warnings } = readEnvironment({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000' }, '/workspace');
    expect(warnings.join()).toContain('the embedded registry is used');
  });

  it('throws ENVIRONMENT_INVALID with every problem', () => {
    const read = () => readEnvironment({ WAYMARK_HOME: '', WAYMARK_TFJS_BACKEND: 'cuda' }, '/workspace');
    expect(read).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_INVALID', kind: 'usage' }));
    expect(read).toThrow(/WAYMARK_HOME[\s\S]*WAYMARK_TFJS_BACKEND/);
  });
});
