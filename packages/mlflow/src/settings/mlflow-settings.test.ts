import { describe, expect, it } from 'vitest';
import { mlflowSettingsOf, mlflowVariables } from './mlflow-settings.js';

const server = { MLFLOW_TRACKING_URI: 'https://mlflow.example:8443/team' };
const read = (variables: Record<string, string>) => mlflowSettingsOf(mlflowVariables.parse(variables));

describe('mlflowSettingsOf', () => {
  it('is nothing without a URI, whatever else is set', () => {
    expect(read({ MLFLOW_TRACKING_TOKEN: 'abc' })).toBeUndefined();
    expect(read({ MLFLOW_TRACKING_URI: '' })).toBeUndefined();
  });

  it('takes every variable', () => {
    const variables = {
      ...server,
      MLFLOW_TRACKING_TOKEN: 'abc',
      MLFLOW_TRACKING_SERVER_CERT_PATH: 'ca.pem',
      MLFLOW_TRACKING_CLIENT_CERT_PATH: 'client.pem',
      MLFLOW_WORKSPACE: 'team',
      MLFLOW_EXPERIMENT_NAME: 'spring',
      MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
    };
    expect(read(variables)).toEqual({
      url: 'https://mlflow.example:8443/team',
      auth: { kind: 'bearer', token: 'abc' },
      isInsecure: false,
      caFile: 'ca.pem',
      certificateFile: 'client.pem',
      workspace: 'team',
      experimentName: 'spring',
      timeoutMs: 30_000,
      retries: 0,
    });
  });

  it('prefers a name and password to a token', () => {
    const names = { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: 'hunter2' };
    expect(read({ ...server, ...names, MLFLOW_TRACKING_TOKEN: 'abc' })?.auth).toEqual({
      kind: 'basic',
      username: 'ada',
      password: 'hunter2',
    });
  });
});

describe('mlflowVariables', () => {
  it.each([
    ['MLFLOW_TRACKING_URI', { MLFLOW_TRACKING_URI: 'databricks' }],
    ['MLFLOW_TRACKING_URI', { MLFLOW_TRACKING_URI: 'sqlite:///mlflow.db' }],
    ['MLFLOW_TRACKING_PASSWORD', { ...server, MLFLOW_TRACKING_USERNAME: 'ada' }],
    ['MLFLOW_TRACKING_USERNAME', { ...server, MLFLOW_TRACKING_PASSWORD: 'hunter2' }],
    ['MLFLOW_TRACKING_INSECURE_TLS', { ...server, MLFLOW_TRACKING_INSECURE_TLS: 'perhaps' }],
    [
      'MLFLOW_TRACKING_INSECURE_TLS',
      { ...server, MLFLOW_TRACKING_INSECURE_TLS: 'true', MLFLOW_TRACKING_SERVER_CERT_PATH: 'ca.pem' },
    ],
    ['MLFLOW_HTTP_REQUEST_TIMEOUT', { ...server, MLFLOW_HTTP_REQUEST_TIMEOUT: 'long' }],
    ['MLFLOW_HTTP_REQUEST_MAX_RETRIES', { ...server, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '-1' }],
  ])('refuses %s in %o', (name, variables) => {
    const { error } = mlflowVariables.safeParse(variables);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([name]);
  });
});
