/**
 * Tracing by the variables that OpenTelemetry gives it (Environment Variable Specification): off unless they say where
 * spans go. As there, an empty variable is one that is not set.
 */

import { z } from 'zod';

const samplerKinds = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerKind = (typeof samplerKinds)[number];

const orUnset = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const endpoint = orUnset(z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }));

/** The receiver of OTLP over HTTP takes JSON where it takes protobuf. */
const protocol = orUnset(
  z.enum(['http/json', 'http/protobuf'], 'must be http/json or http/protobuf, on the port for HTTP (4318)'),
);

export const tracingVariables = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
  OTEL_SERVICE_NAME: orUnset(z.string()),
  OTEL_TRACES_SAMPLER: orUnset(z.enum(samplerKinds, `must be one of ${samplerKinds.join(', ')}`)),
  OTEL_TRACES_SAMPLER_ARG: orUnset(
    z
      .string()
      .regex(/^(0|1|0?\.\d+|[01]\.0*)$/, 'must be a share from 0 to 1, such as 0.1')
      .transform(Number),
  ),
  OTEL_TRACES_EXPORTER: orUnset(z.enum(['otlp', 'none'], 'must be otlp or none')),
  OTEL_SDK_DISABLED: orUnset(z.string().transform((value) => value.toLowerCase() === 'true')),
});

type TracingVariables = z.infer<typeof tracingVariables>;

export interface TracingConfig {
  /** Where spans are posted to. */
  readonly url: string;
  /** Left out where the resource's attributes may say it. */
  readonly serviceName?: string;
  readonly sampler: SamplerKind;
  /** The share of traces, for samplers that want one. */
  readonly share: number;
}

/** Undefined where tracing is off. */
export function tracingConfig(variables: TracingVariables): TracingConfig | undefined {
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER: sampler } = variables;
  const url = tracesUrl(variables);
  const isOff = variables.OTEL_SDK_DISABLED === true || variables.OTEL_TRACES_EXPORTER === 'none';
  if (url === undefined || isOff) return undefined;
  return {
    url,
    ...(serviceName === undefined ? {} : { serviceName }),
    sampler: sampler ?? 'parentbased_always_on',
    share: variables.OTEL_TRACES_SAMPLER_ARG ?? 1,
  };
}

/** The endpoint for traces is used as it is; the one for all signals is a base. */
function tracesUrl(variables: TracingVariables): string | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces, OTEL_EXPORTER_OTLP_ENDPOINT: base } = variables;
  return traces ?? base?.replace(/\/?$/, '/v1/traces');
}
