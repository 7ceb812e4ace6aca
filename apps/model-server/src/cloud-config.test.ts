import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const read = (environment: NodeJS.ProcessEnv, words: readonly string[] = ['churn']) =>
  readConfig({ words, environment: { WAYMARK_HOME: '/var/lib/waymark', ...environment }, folder: '/' });

const vertex = {
  AIP_HTTP_PORT: '8085',
  AIP_HEALTH_ROUTE: '/v1/endpoints/1/deployedModels/2',
  AIP_PREDICT_ROUTE: '/v1/endpoints/1/deployedModels/2:predict',
};

describe('readConfig with the variables of clouds', () => {
  it('asks for no cloud’s paths by itself', () => {
    expect(read({ SAGEMAKER_MULTI_MODEL: 'false' })).toMatchObject({
      clouds: {},
      host: '127.0.0.1',
      port: 8080,
    });
  });

  it('listens where Vertex AI says, on the paths that it says', () => {
    expect(read({ ...vertex, PORT: '8080' })).toMatchObject({
      host: '0.0.0.0',
      port: 8085,
      clouds: { vertexAi: { healthRoute: vertex.AIP_HEALTH_ROUTE, predictRoute: vertex.AIP_PREDICT_ROUTE } },
    });
    expect(read({ ...vertex, HOST: '127.0.0.1' }).host).toBe('127.0.0.1');
  });

  it('starts as SageMaker starts every container', () => {
    const environment = {
      SAGEMAKER_BIND_TO_PORT: '8081',
      SAGEMAKER_MULTI_MODEL: 'true',
      WAYMARK_MODELS: 'churn, fraud',
    };
    expect(read(environment, ['serve'])).toMatchObject({
      models: ['churn', 'fraud'],
      host: '0.0.0.0',
      port: 8081,
      clouds: { sageMakerMultiModel: true },
    });
    expect(read({}, ['serve']).models).toEqual(['serve']);
    expect(read(environment, ['other']).models).toEqual(['other']);
  });

  it('scores for Azure ML when asked to', () => {
    expect(read({ WAYMARK_AZURE_ML: 'true' }).clouds).toEqual({ azureMl: true });
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['one route without the other', { AIP_HEALTH_ROUTE: '/health' }, /must both be set/],
    [
      'a route that is none',
      { ...vertex, AIP_PREDICT_ROUTE: 'predict' },
      /AIP_PREDICT_ROUTE: must be a path such as/,
    ],
    [
      'a pattern as a route',
      { ...vertex, AIP_HEALTH_ROUTE: '/*' },
      /AIP_HEALTH_ROUTE: must be a path such as/,
    ],
    [
      'the route of another protocol',
      { ...vertex, AIP_PREDICT_ROUTE: '/invocations' },
      /must be a path that is free/,
    ],
    ['no port', { AIP_HTTP_PORT: '0' }, /AIP_HTTP_PORT: must be from 1 to 65535/],
    [
      'a port that is none',
      { SAGEMAKER_BIND_TO_PORT: 'http' },
      /SAGEMAKER_BIND_TO_PORT: must be a whole number/,
    ],
    ['another word than true and false', { WAYMARK_AZURE_ML: 'yes' }, /WAYMARK_AZURE_ML/],
    [
      'a default that is not served',
      { WAYMARK_DEFAULT_MODEL: 'fraud' },
      /WAYMARK_DEFAULT_MODEL: must be one of churn; got 'fraud'/,
    ],
    ['an empty name', { WAYMARK_MODELS: 'a,,b' }, /WAYMARK_MODELS: must be names/],
  ])('refuses %s', (_, environment, message) => {
    expect(() => read(environment)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
