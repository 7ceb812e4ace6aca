import { describe, expect, it } from 'vitest';
import { tracingConfig, tracingVariables } from './tracing-config.js';

const read = (environment: Readonly<Record<string, string>>) =>
  tracingConfig(tracingVariables.parse(environment));

const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
const defaults = { sampler: 'parentbased_always_on', share: 1 };

describe('tracingConfig', () => {
  it('is off unless an endpoint is named', () => {
    expect(read({})).toBeUndefined();
    expect(read({ OTEL_SERVICE_NAME: 'churn', OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined();
    expect(read({ ...base, OTEL_SDK_DISABLED: 'True' })).toBeUndefined();
    expect(read({ ...base, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
  });

  it('adds the path of traces to the endpoint of all signals, and not to the one of traces', () => {
    expect(read(base)).toEqual({ url: 'http://collector:4318/v1/traces', ...defaults });
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example/otlp/' })?.url).toBe(
      'https://o.example/otlp/v1/traces',
    );
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector/in' };
    expect(read({ ...base, ...traces })?.url).toBe('http://collector/in');
  });

  it('reads the name of the service and the sampler', () => {
    const environment = {
      ...{ ...base, OTEL_SERVICE_NAME: 'churn', OTEL_SDK_DISABLED: '' },
      ...{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    };
    expect(read(environment)).toMatchObject({
      ...{ serviceName: 'churn', sampler: 'parentbased_traceidratio', share: 0.25 },
    });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', /must be an http or https URL/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /must be http\/json or http\/protobuf/],
    ['OTEL_TRACES_SAMPLER', 'xray', /must be one of always_on, always_off, traceidratio/],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', /must be a share from 0 to 1/],
    ['OTEL_TRACES_SAMPLER_ARG', 'half', /must be a share from 0 to 1/],
    ['OTEL_TRACES_EXPORTER', 'zipkin', /must be otlp or none/],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => read({ ...base, [name]: value })).toThrow(message);
  });
});
