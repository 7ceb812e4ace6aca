import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTracing } from './tracing.js';
import type { TracingConfig } from './tracing-config.js';

interface Posted {
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly body: unknown;
}

/** A receiver of OTLP over HTTP, which answers with the status. */
async function receiver(status = 200) {
  const posted: Posted[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    posted.push({ path: request.url, type: request.headers['content-type'], body });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return { posted, url: `http://127.0.0.1:${port}/v1/traces` };
}

function open(config: Partial<TracingConfig> & { readonly url: string }) {
  const warnings: string[] = [];
  const tracing = openTracing({ sampler: 'parentbased_always_on', share: 1, ...config }, (text) =>
    warnings.push(text),
  );
  return { ...tracing, warnings };
}

describe('openTracing', () => {
  it('posts spans as OTLP in JSON, with the name of the service', async () => {
    const { posted, url } = await receiver();
    const { tracer, close, warnings } = open({ url, serviceName: 'churn-server' });
    const linked = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    tracer
      .startSpan('batch', {
        startTime: 1_700_000_000_000,
        links: [{ context: linked }],
        attributes: { rows: 2 },
      })
      .end(1_700_000_000_001.5);
    await close();
    expect(posted).toMatchObject([{ path: '/v1/traces', type: 'application/json' }]);
    expect(posted[0]?.body).toMatchObject({
      resourceSpans: [
        {
          resource: {
            attributes: expect.arrayContaining([
              { key: 'service.name', value: { stringValue: 'churn-server' } },
            ]),
          },
          scopeSpans: [
            {
              scope: { name: 'waymark' },
              spans: [
                {
                  name: 'batch',
                  startTimeUnixNano: '1700000000000000000',
                  endTimeUnixNano: '1700000000001500000',
                  attributes: [{ key: 'rows', value: { intValue: 2 } }],
                  links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(warnings).toEqual([]);
  });

  it('samples as it is told', () => {
    const url = 'http://127.0.0.1:1/v1/traces';
    const recorded = (config: Partial<TracingConfig>) => {
      const { tracer, close } = open({ url, ...config });
      onTestFinished(close);
      return Array.from({ length: 200 }, () => tracer.startSpan('x')).filter((span) => span.isRecording())
        .length;
    };
    expect(recorded({ sampler: 'always_off' })).toBe(0);
    expect(recorded({ sampler: 'traceidratio', share: 0 })).toBe(0);
    const half = recorded({ sampler: 'parentbased_traceidratio', share: 0.5 });
    // 200 fair coins: beyond these limits once in 10^12 runs.
    expect(half).toBeGreaterThan(50);
    expect(half).toBeLessThan(150);
  });

  it('says once that a receiver refuses, and ends all the same', async () => {
    const { url } = await receiver(400);
    const { tracer, close, warnings } = open({ url });
    tracer.startSpan('x').end();
    await close();
    expect(warnings).toEqual([expect.stringMatching(/^traces are lost, until their receiver is back: /)]);
  });
});
