/**
 * OpenTelemetry's SDK: it samples, gathers spans and posts them as OTLP over HTTP. Loaded where tracing is on. A receiver
 * that is away costs spans, and neither requests nor a slow end.
 */

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { ModelServerOptions } from '@waymark/serving';
import type { SamplerKind, TracingConfig } from './tracing-config.js';

export interface Tracing {
  readonly tracer: NonNullable<ModelServerOptions['tracer']>;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** One post takes at most so long, tries included: the server's end waits for the last one. */
const exportTimeoutMs = 2_000;

const samplers = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (share) => new TraceIdRatioBasedSampler(share),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (share) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
} as const satisfies Record<SamplerKind, (share: number) => Sampler>;

/** `warn` is told when spans begin to be lost. */
export function openTracing(
  { url, serviceName, sampler, share }: TracingConfig,
  warn: (text: string) => void,
): Tracing {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs });
  const provider = new BasicTracerProvider({
    sampler: samplers[sampler](share),
    resource: resourceOf(serviceName),
    spanProcessors: [new BatchSpanProcessor(new WatchedExporter(exporter, warn))],
  });
  // What is lost at the end was told: it must not look like a server that failed.
  return { tracer: provider.getTracer('waymark'), close: () => provider.shutdown().catch(() => {}) };
}

/** The variables may say more of the service than its name: OTEL_RESOURCE_ATTRIBUTES. */
function resourceOf(serviceName: string | undefined) {
  const named = serviceName === undefined ? {} : { 'service.name': serviceName };
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'waymark' }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(named));
}

type Exported = Parameters<SpanExporter['export']>[1];

/** Tells the first of several failures: one a batch of spans would fill the log while the receiver is away. */
class WatchedExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #warn: (text: string) => void;
  #isFailing = false;

  constructor(exporter: SpanExporter, warn: (text: string) => void) {
    this.#exporter = exporter;
    this.#warn = warn;
  }

  export(spans: ReadableSpan[], done: Exported): void {
    this.#exporter.export(spans, (result) => {
      const { error } = result;
      if (error && !this.#isFailing)
        this.#warn(`traces are lost, until their receiver is back: ${error.message}`);
      this.#isFailing = error !== undefined;
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }
}
