/** A tracer that keeps its spans, with ids that count up; it follows the caller's decision to record or not. */

import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';

export interface RecordedSpan {
  readonly name: string;
  readonly context: SpanContext;
  readonly parentSpanId: string | undefined;
  readonly options: SpanOptions;
  readonly attributes: Record<string, unknown>;
  isError: boolean;
  /** Milliseconds since 1970; undefined while it runs. */
  endTime: number | undefined;
}

export class RecordingTracer implements Pick<Tracer, 'startSpan'> {
  readonly spans: RecordedSpan[] = [];

  named(name: string): readonly RecordedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  startSpan(name: string, options: SpanOptions, context: Context): Span {
    const parent = trace.getSpanContext(context);
    if (parent?.traceFlags === TraceFlags.NONE) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const number = (this.spans.length + 1).toString(16);
    const span: RecordedSpan = {
      ...{ name, options, parentSpanId: parent?.spanId },
      context: {
        traceId: parent?.traceId ?? number.padStart(32, '0'),
        spanId: number.padStart(16, '0'),
        traceFlags: TraceFlags.SAMPLED,
        ...(parent?.traceState ? { traceState: parent.traceState } : {}),
      },
      ...{ attributes: { ...options.attributes }, isError: false, endTime: undefined },
    };
    this.spans.push(span);
    return recordingSpan(span);
  }

  startActiveSpan(): never {
    throw new TypeError('the server makes no span active');
  }
}

function recordingSpan(span: RecordedSpan): Span {
  const recording: Span = {
    ...trace.wrapSpanContext(span.context),
    spanContext: () => span.context,
    isRecording: () => true,
    setAttribute(name, value) {
      span.attributes[name] = value;
      return recording;
    },
    setStatus() {
      span.isError = true;
      return recording;
    },
    end(time) {
      span.endTime = Number(time);
    },
  };
  return recording;
}
