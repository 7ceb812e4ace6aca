import { describe, expect, it } from 'vitest';
import { acceptedFormat, type ExpositionFormat } from './exposition-format.js';

const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

describe('acceptedFormat', () => {
  it.each<[string, string | undefined, ExpositionFormat]>([
    ['nothing', undefined, 'text'],
    ['anything', '*/*', 'text'],
    ['a browser', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
    [
      'Prometheus 2.42',
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'Prometheus 2.42 with native histograms',
      `${protobuf},application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      'protobuf',
    ],
    [
      'Prometheus 3',
      `application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.1`,
      'openmetrics',
    ],
    ['text above the others', `${protobuf};q=0.2, text/plain; q=0.9`, 'text'],
    ['what is refused', `${protobuf};q=0`, 'text'],
    ['another message', 'application/vnd.google.protobuf;proto=a.B;encoding=delimited', 'text'],
    ['another encoding', protobuf.replace('delimited', 'text'), 'text'],
    ['a later version', 'application/openmetrics-text;version=2.0.0', 'text'],
    ['no header at all, in effect', ';;q=x,', 'text'],
  ])('answers %s with what it takes', (_, accept, format) => {
    expect(acceptedFormat(accept)).toBe(format);
  });
});
