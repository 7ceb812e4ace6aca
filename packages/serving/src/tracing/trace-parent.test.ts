import { TraceFlags, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { parentContext, parseTraceParent, traceParentOf } from './trace-parent.js';

// The recommendation's own example.
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;

describe('parseTraceParent', () => {
  it('reads the ids and whether the caller samples', () => {
    const caller = { traceId, spanId, isRemote: true };
    expect(parseTraceParent(traceparent)).toEqual({ ...caller, traceFlags: TraceFlags.SAMPLED });
    expect(parseTraceParent(` 00-${traceId}-${spanId}-00 `)).toEqual({
      ...caller,
      traceFlags: TraceFlags.NONE,
    });
    // Flags that are not known yet are passed over.
    expect(parseTraceParent(`00-${traceId}-${spanId}-03`)?.traceFlags).toBe(TraceFlags.SAMPLED);
  });

  it('reads a later version as far as it is known', () => {
    expect(parseTraceParent(`cc-${traceId}-${spanId}-01-what-comes`)).toMatchObject({ traceId, spanId });
  });

  it.each([
    ['nothing', ''],
    ['an unknown form', 'x'],
    ['the version that is none', `ff-${traceId}-${spanId}-01`],
    ['more than its version has', `${traceparent}-00`],
    ['capitals', traceparent.toUpperCase()],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['an id that is too short', `00-${traceId.slice(1)}-${spanId}-01`],
    ['two of them', `${traceparent},${traceparent}`],
  ])('takes %s for no caller', (_, header) => {
    expect(parseTraceParent(header)).toBeUndefined();
  });
});

describe('parentContext', () => {
  const stateOf = (tracestate: string) => {
    const context = parentContext({ traceparent, tracestate });
    return trace.getSpanContext(context)?.traceState?.serialize();
  };

  it('holds the span of the caller, with its state', () => {
    expect(stateOf('congo=t61rcWkgMzE')).toBe('congo=t61rcWkgMzE');
    expect(stateOf('')).toBeUndefined();
  });

  it('leaves out a state that is too long', () => {
    expect(stateOf(`a=${'x'.repeat(511)}`)).toBeUndefined();
  });

  it('holds no span where the headers name none', () => {
    const context = parentContext({ traceparent: undefined, tracestate: 'a=b' });
    expect(trace.getSpanContext(context)).toBeUndefined();
  });
});

describe('traceParentOf', () => {
  it('writes the header of a span', () => {
    expect(traceParentOf({ traceId, spanId, traceFlags: TraceFlags.SAMPLED })).toBe(traceparent);
    expect(traceParentOf({ traceId, spanId, traceFlags: TraceFlags.NONE })).toBe(
      `00-${traceId}-${spanId}-00`,
    );
  });
});
