import { describe, expect, it } from 'vitest';
import { exposureWarning, isLoopback } from './exposure.js';

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('is true of %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '127.0.0.1.example.org',
    'localhost.example.org',
  ])('is false of %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('exposureWarning', () => {
  it('tells what whoever reaches the server can do', () => {
    const open = { host: '0.0.0.0', isAuthenticated: false, clouds: {} };
    expect(exposureWarning({ ...open, modelControl: 'none' })).toContain('can score, read the metrics. Set');
    expect(exposureWarning({ ...open, modelControl: 'explicit' })).toContain(
      'metrics, load and unload models, set rollouts. Set',
    );
  });

  it('tells that SageMaker’s paths load and unload where nothing else does', () => {
    const clouds = { sageMakerMultiModel: true };
    const open = { host: '0.0.0.0', isAuthenticated: false, clouds };
    expect(exposureWarning({ ...open, modelControl: 'none' })).toContain(
      'metrics, load and unload models. Set',
    );
    expect(exposureWarning({ ...open, modelControl: 'explicit' })).toContain(
      'metrics, load and unload models, set rollouts. Set',
    );
  });

  it('is silent on loopback, and where keys or tokens are asked for', () => {
    const may = { modelControl: 'explicit', clouds: {} } as const;
    expect(exposureWarning({ host: '127.0.0.1', isAuthenticated: false, ...may })).toBeUndefined();
    expect(exposureWarning({ host: '0.0.0.0', isAuthenticated: true, ...may })).toBeUndefined();
  });
});
