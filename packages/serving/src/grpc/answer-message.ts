/**
 * What happens around each message that asks for an answer: its terms, its answer or its error, its metrics, its trace where
 * inferences are traced and, at `debug`, its log line. Messages are counted beside HTTP's requests, as `grpc:METHOD` with the
 * HTTP status that would tell the same.
 */

import { Metadata, type ServerDuplexStream, type ServerUnaryCall } from '@grpc/grpc-js';
import type { FastifyBaseLogger } from 'fastify';
import type { RequestTerms } from '../engine/request-queue.js';
import { internalError } from '../http/errors.js';
import { isVerbose, requestIdFor, requestIdHeader } from '../http/request-ids.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import { ServingError } from '../serving-error.js';
import type { RequestTrace } from '../tracing/request-trace.js';
import type { ServerTracing } from '../tracing/server-tracing.js';

export interface CallObservers {
  readonly metrics: Pick<ServerMetrics, 'requestAnswered'>;
  readonly log: Pick<FastifyBaseLogger, 'level' | 'debug' | 'error'>;
  /** Undefined where tracing is off. */
  readonly tracing?: ServerTracing | undefined;
}

/** A message in, a message out; it may throw. */
export type Answer<Message> = (message: Message, terms: () => RequestTerms) => unknown;

/** By the method's name. */
export type Answers = Readonly<Record<string, Answer<never>>>;

/** All of the service's: its streams are of ModelInfer. */
export type ServiceAnswers = Answers & { readonly ModelInfer: Answer<never> };

/** A method of the service, and who looks on. */
export interface ObservedMethod {
  readonly name: string;
  readonly answer: Answer<never>;
  readonly observers: CallObservers;
}

/** Who sends the answer. One of the two is called, once. */
interface Replier {
  answered(message: unknown): void;
  failed(error: ServingError, requestId: string | undefined): void;
}

type Call = ServerUnaryCall<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

/** The message is of the method's type: the service's definition says how each method's is decoded. */
export function answerMessage(
  message: unknown,
  call: Call,
  { name, answer, observers }: ObservedMethod,
  replier: Replier,
): void {
  const startedAt = performance.now();
  const header = call.metadata.get(requestIdHeader)[0];
  let requestId = requestIdFor(header, isVerbose(observers.log.level));
  const trace = beginTrace(name, call, observers.tracing);
  const ended = (httpStatus: number) => {
    const how = { status: httpStatus, ms: performance.now() - startedAt, requestId };
    callEnded(name, how, observers);
    if (trace) observers.tracing?.end(trace, how);
  };
  // Within a promise, so that what is thrown at once is answered like what is thrown later.
  const answered = new Promise((resolve) => resolve(answer(message as never, () => termsOf(call, trace))));
  answered.then(
    (told) => {
      replier.answered(told);
      ended(200);
    },
    (error: unknown) => {
      const told = error instanceof ServingError ? error : internalError(error);
      requestId = requestIdFor(requestId, told.status === 500);
      replier.failed(told, requestId);
      const { code, cause } = told;
      if (told.status === 500) observers.log.error({ code, cause, requestId }, told.message);
      ended(told.status);
    },
  );
}

/** As over HTTP, what only reads is not traced. */
function beginTrace(name: string, call: Call, tracing: ServerTracing | undefined): RequestTrace | undefined {
  if (tracing === undefined || (name !== 'ModelInfer' && name !== 'ModelStreamInfer')) return undefined;
  const text = (key: string) => call.metadata.get(key)[0]?.toString();
  const headers = { traceparent: text('traceparent'), tracestate: text('tracestate') };
  const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': call.getPath().slice(1) };
  const trace = tracing.begin(`grpc:${name}`, headers, attributes);
  // Metadata go before the first answer: a stream's later ones could not tell theirs.
  if (trace && name === 'ModelInfer')
    call.sendMetadata(Metadata.fromHttp2Headers({ traceparent: tracing.headerOf(trace) }));
  return trace;
}

/** The call's deadline by the clock that does not jump. */
function termsOf(call: Call, trace: RequestTrace | undefined): RequestTerms {
  const isAbandoned = () => call.cancelled;
  const terms = trace === undefined ? { isAbandoned } : { isAbandoned, trace };
  const deadline = Number(call.getDeadline());
  if (!Number.isFinite(deadline)) return terms;
  return { ...terms, deadlineAt: performance.now() + deadline - Date.now() };
}

/** Counts a message, and logs it at `debug`. */
export function callEnded(
  name: string,
  ended: { readonly status: number; readonly ms: number; readonly requestId?: string | undefined },
  { metrics, log }: CallObservers,
): void {
  const route = `grpc:${name}`;
  metrics.requestAnswered(route, 'POST', ended);
  if (isVerbose(log.level)) log.debug({ route, ...ended }, 'request');
}
