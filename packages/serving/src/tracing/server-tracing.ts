/**
 * OpenTelemetry spans of what is asked of the server: one a request, with its wait, its batch and the computation under
 * it. Requests that only read (health, metadata, metrics) are not traced, and neither are those that may not ask: who has
 * no key cannot fill a trace. Loaded where tracing is on.
 */

import { type Attributes, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, onResponseHookHandler } from 'fastify';
import type { BatchObserver } from '../engine/micro-batcher.js';
import { routePattern } from '../http/route-pattern.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { RequestTrace } from './request-trace.js';
import { parentContext, type TraceHeaders, traceParentOf } from './trace-parent.js';
import { TracedBatches } from './traced-batches.js';

/** What became of a request, in HTTP's terms. */
export interface TracedEnd {
  readonly status: number;
  readonly ms: number;
}

export class ServerTracing {
  readonly #tracer: Tracer;
  readonly #metrics: ServerMetrics;

  constructor(tracer: Tracer, metrics: ServerMetrics) {
    this.#tracer = tracer;
    this.#metrics = metrics;
  }

  /** Hangs the batches under the spans of their requests, and tells the metrics as before. */
  get batchObserver(): BatchObserver {
    return new TracedBatches(this.#tracer, this.#metrics);
  }

  /** To be called before all routes, and before those that ask for keys: what is added later comes first. */
  traceRoutes(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const methods = [route.method].flat();
      if (methods.every((method) => method === 'GET' || method === 'HEAD')) return;
      const others = route.onRequest === undefined ? [] : [route.onRequest].flat();
      route.onRequest = [this.#beginRequest(routePattern(route.url)), ...others];
    });
    app.addHook('onResponse', this.#endRequest);
  }

  /** Undefined when the sampler leaves the request out. */
  begin(name: string, headers: TraceHeaders, attributes: Attributes): RequestTrace | undefined {
    const parent = parentContext(headers);
    const clockOffsetMs = Date.now() - performance.now();
    const startTime = clockOffsetMs + performance.now();
    const span = this.#tracer.startSpan(name, { kind: SpanKind.SERVER, startTime, attributes }, parent);
    if (!span.isRecording()) return undefined;
    return { span, context: trace.setSpan(parent, span), clockOffsetMs };
  }

  /** `traceparent` for whoever waits for the answer. */
  headerOf({ span }: RequestTrace): string {
    return traceParentOf(span.spanContext());
  }

  end({ span, clockOffsetMs }: RequestTrace, { status, ms }: TracedEnd): void {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(clockOffsetMs + performance.now());
    this.#metrics.requestSeconds.exemplify(ms / 1000, span.spanContext().traceId, Date.now());
  }

  #beginRequest(route: string): onRequestHookHandler {
    return (request, reply, done) => {
      const name = `${request.method} ${route}`;
      const begun = this.begin(name, headersOf(request), attributesOf(request, route));
      if (begun) {
        request.trace = begun;
        reply.header('traceparent', this.headerOf(begun));
      }
      done();
    };
  }

  readonly #endRequest: onResponseHookHandler = ({ trace: begun }, { statusCode, elapsedTime }, done) => {
    if (begun) this.end(begun, { status: statusCode, ms: elapsedTime });
    done();
  };
}

function headersOf({ headers }: FastifyRequest): TraceHeaders {
  const { traceparent, tracestate } = headers;
  return { traceparent: textOf(traceparent), tracestate: textOf(tracestate) };
}

/** Node joins what comes several times with commas, as `tracestate` may and `traceparent` must not. */
function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',');
}

/** The path without its query, which may hold anything. */
function attributesOf({ method, url }: FastifyRequest, route: string): Attributes {
  return { 'http.request.method': method, 'http.route': route, 'url.path': url.replace(/\?.*/, '') };
}
