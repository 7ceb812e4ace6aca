/** The part of the environment that says what becomes of predictions and labels. */

import {
  CloudEventSink,
  type CloudEventSinkOptions,
  JsonlPredictionSink,
  type JsonlPredictionSinkOptions,
} from '@waymark/serving';
import { z } from 'zod';

export const logVariables = z.object({
  WAYMARK_LOG_SHARE: z
    .string()
    .regex(/^(0|1|0?\.\d+|1\.0+)$/, 'must be a share from 0 to 1, such as 0.1')
    .transform(Number)
    .optional(),
  WAYMARK_LOG_DROP: z.enum(['newest', 'oldest']).optional(),
  WAYMARK_EVENTS_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  WAYMARK_EVENTS_TOKEN: z.string().min(1).optional(),
});

type LogVariables = z.infer<typeof logVariables>;

export interface LogConfig {
  readonly log: Pick<JsonlPredictionSinkOptions, 'share' | 'dropped'>;
  /** Left out where events go nowhere. */
  readonly events?: { readonly url: URL } & Pick<CloudEventSinkOptions, 'headers'>;
}

export function logConfig(variables: LogVariables): LogConfig {
  const { WAYMARK_LOG_SHARE: share, WAYMARK_LOG_DROP: dropped } = variables;
  const { WAYMARK_EVENTS_URL: url, WAYMARK_EVENTS_TOKEN: token } = variables;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    log: { ...(share === undefined ? {} : { share }), ...(dropped === undefined ? {} : { dropped }) },
    ...(url === undefined ? {} : { events: { url: new URL(url), headers } }),
  };
}

/** The sinks of a server whose log is in `folder`. `warn` is told of failures. */
export function openSinks(
  folder: string,
  { log, events }: LogConfig,
  warn: (text: string) => void,
): { readonly sink: JsonlPredictionSink; readonly events?: CloudEventSink } {
  const onError = (error: Error, counts: object) => warn(`${error.message} (${JSON.stringify(counts)})`);
  return {
    sink: new JsonlPredictionSink(folder, { ...log, onError }),
    ...(events ? { events: new CloudEventSink(events.url, { headers: events.headers ?? {}, onError }) } : {}),
  };
}
