/** W3C Trace Context (Recommendation, 2021): which trace a request belongs to, from its headers, and the header of a span. */

import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/** The headers of a request, or the metadata of a call. */
export interface TraceHeaders {
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** Longer ones are cut off as the recommendation allows: as if there were none. */
const maxStateLength = 512;

/** What a span of the request is a child of: the caller's span, or nothing where the headers name none. */
export function parentContext({ traceparent, tracestate = '' }: TraceHeaders): Context {
  const caller = parseTraceParent(traceparent);
  if (caller === undefined) return ROOT_CONTEXT;
  const hasState = tracestate !== '' && tracestate.length <= maxStateLength;
  const state = hasState ? { traceState: createTraceState(tracestate) } : {};
  return trace.setSpanContext(ROOT_CONTEXT, { ...caller, ...state });
}

/** Undefined for what the recommendation calls invalid; a later version may say more than is read here. */
export function parseTraceParent(header = ''): SpanContext | undefined {
  const parts = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(header.trim());
  const [, version, traceId = '', spanId = '', flags = '', rest] = parts ?? [];
  if (!parts || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  const isSampled = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const caller = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(caller) ? caller : undefined;
}

export function traceParentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
