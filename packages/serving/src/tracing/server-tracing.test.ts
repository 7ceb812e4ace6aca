import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { grpcClient } from '../testing/grpc-client.js';
import { oneRow as grpcRow } from '../testing/grpc-requests.js';
import { RecordingTracer } from '../testing/recording-tracer.js';
import { type StartOptions, startServer } from '../testing/running-server.js';
import { openInferenceRequest, tinyRows } from '../testing/tiny-model.js';

const infer = '/v2/models/tiny/infer';
const oneRow = openInferenceRequest(tinyRows.slice(0, 1));
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${callerId}-01`;

async function startTraced(server: StartOptions['server'] = {}) {
  const tracer = new RecordingTracer();
  const running = await startServer({ server: { ...server, tracer } });
  return { ...running, tracer };
}

/** The span of the answer ends after the client has it. */
async function ended(tracer: RecordingTracer, count: number) {
  await expect.poll(() => tracer.spans.filter(({ endTime }) => endTime !== undefined)).toHaveLength(count);
  return tracer.spans;
}

const startOf = ({ options }: { readonly options: { readonly startTime?: unknown } }) =>
  Number(options.startTime);

describe('ServerTracing', () => {
  it('hangs the wait, the batch and the computation under the request, and the request under its caller', async () => {
    const { server, tracer } = await startTraced();
    const before = Date.now();
    const answer = await ask(server, `${infer}?a=secret`, {
      headers: { traceparent, tracestate: 'a=b' },
      body: oneRow,
    });
    const spans = await ended(tracer, 4);
    const [request, batch, compute, queue] = spans;
    if (!request || !batch || !compute || !queue) throw new TypeError('there are four spans');
    expect(spans.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
      ['POST /v2/models/:model/infer', callerId],
      ['batch', request.context.spanId],
      ['compute', batch.context.spanId],
      ['queue', request.context.spanId],
    ]);
    expect(spans.every(({ context }) => context.traceId === traceId)).toBe(true);
    expect(request).toMatchObject({
      isError: false,
      context: { traceState: expect.objectContaining({}) },
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v2/models/:model/infer',
        'url.path': infer,
        'http.response.status_code': 200,
      },
    });
    expect(batch.options.links).toEqual([{ context: request.context }]);
    expect(queue.options.links).toEqual([{ context: batch.context }]);
    expect(batch.attributes).toEqual({ 'waymark.batch.rows': 1, 'waymark.batch.requests': 1 });
    expect(answer.headers.get('traceparent')).toBe(`00-${traceId}-${request.context.spanId}-01`);
    const times = [
      startOf(request),
      startOf(queue),
      queue.endTime,
      startOf(batch),
      startOf(compute),
      compute.endTime,
      batch.endTime,
      request.endTime,
    ].map(Number);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    // Date.now() is of whole milliseconds.
    expect(times[0]).toBeGreaterThanOrEqual(before - 1);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('links a batch to all of its requests', async () => {
    const { server, tracer } = await startTraced();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(server, infer, { body: oneRow })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    await expect.poll(() => tracer.named('queue')).toHaveLength(6);
    const requests = tracer.named('POST /v2/models/:model/infer');
    const linked = tracer.named('batch').flatMap(({ options }) => options.links ?? []);
    expect(new Set(linked.map(({ context }) => context.spanId))).toEqual(
      new Set(requests.map(({ context }) => context.spanId)),
    );
    expect(linked).toHaveLength(6);
  });

  it('marks what failed in the server, and not what the client did wrong', async () => {
    const { server, tracer } = await startTraced();
    await ask(server, infer, { body: openInferenceRequest([{ age: 1000, income: 1, city: 'Oslo' }]) });
    await ask(server, infer, { body: {} });
    const spans = await ended(tracer, 2);
    expect(
      spans.map(({ isError, attributes }) => [isError, attributes['http.response.status_code']]),
    ).toEqual([
      [true, 500],
      [false, 400],
    ]);
  });

  it('leaves out what only reads, what is nowhere, and what the caller does not sample', async () => {
    const { server, tracer } = await startTraced();
    await ask(server, '/v2/health/live');
    await ask(server, '/nothing', { body: {} });
    const unsampled = await ask(server, infer, {
      headers: { traceparent: traceparent.replace(/1$/, '0') },
      body: oneRow,
    });
    expect([unsampled.status, unsampled.headers.get('traceparent')]).toEqual([200, null]);
    expect(tracer.spans).toEqual([]);
  });

  it('traces calls of gRPC by their metadata', async () => {
    const { server, tracer } = await startTraced({ grpc: { port: 0 } });
    const client = grpcClient(server, { headers: { traceparent } });
    await client.call('ServerLive');
    await client.call('ModelInfer', grpcRow);
    const spans = await ended(tracer, 4);
    expect(spans.map(({ name }) => name)).toEqual(['grpc:ModelInfer', 'batch', 'compute', 'queue']);
    expect(spans[0]).toMatchObject({
      parentSpanId: callerId,
      attributes: { 'rpc.method': 'inference.GRPCInferenceService/ModelInfer' },
    });
  });

  it('traces each request of a stream', async () => {
    const { server, tracer } = await startTraced({ grpc: { port: 0 } });
    const { sent, ended: isOver } = grpcClient(server, { headers: { traceparent } }).stream();
    sent.write(grpcRow);
    sent.end(grpcRow);
    await isOver;
    const spans = await ended(tracer, 8);
    const requests = spans.filter(({ name }) => name === 'grpc:ModelStreamInfer');
    expect(requests.map(({ parentSpanId }) => parentSpanId)).toEqual([callerId, callerId]);
  });

  it('gives the histograms exemplars', async () => {
    const { server, tracer } = await startTraced();
    await ask(server, infer, { headers: { traceparent }, body: oneRow });
    await ended(tracer, 4);
    const response = await fetch(`${server.address}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    });
    const text = await response.text();
    for (const name of ['request_duration_seconds', 'queue_duration_seconds', 'batch_duration_seconds'])
      expect(text).toMatch(new RegExp(`^waymark_${name}_bucket.* 1 # \\{trace_id="${traceId}"\\} `, 'm'));
    expect(text).toMatch(
      new RegExp(`^waymark_batch_rows_bucket\\{le="1.0"\\} 1 # \\{trace_id="${traceId}"\\} 1 `, 'm'),
    );
  });
});
