/**
 * The standard MLFLOW_* variables (https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html)
 * as settings. It leaves out those that a command has no use for, and OAuth: set MLFLOW_TRACKING_TOKEN instead.
 */

import { z } from 'zod';
import type { MlflowAuth } from '../transport/options.js';

export interface MlflowSettings {
  readonly url: string;
  readonly auth?: MlflowAuth;
  readonly isInsecure: boolean;
  /** PEM files. */
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly workspace?: string;
  readonly experimentName?: string;
  readonly timeoutMs?: number;
  readonly retries: number;
}

/** An outage must cost seconds, not minutes: the record waits in the spool anyway. */
const defaultRetries = 2;

const flag = z
  .enum(['true', 'false', '1', '0'])
  .default('false')
  .transform((text) => text === 'true' || text === '1');
const text = z.string().min(1).optional();

/** An empty URI is none. The values of problems are never shown: they may hold a password. */
export const mlflowVariables = z
  .object({
    MLFLOW_TRACKING_URI: z
      .string()
      .regex(/^(https?:\/\/.+)?$/, 'must be the http:// or https:// address of a tracking server')
      .optional(),
    MLFLOW_TRACKING_USERNAME: text,
    MLFLOW_TRACKING_PASSWORD: text,
    MLFLOW_TRACKING_TOKEN: text,
    MLFLOW_TRACKING_INSECURE_TLS: flag,
    MLFLOW_TRACKING_SERVER_CERT_PATH: text,
    MLFLOW_TRACKING_CLIENT_CERT_PATH: text,
    MLFLOW_WORKSPACE: text,
    MLFLOW_EXPERIMENT_NAME: text,
    MLFLOW_HTTP_REQUEST_TIMEOUT: z.coerce.number().positive().optional(),
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: z.coerce.number().int().min(0).default(defaultRetries),
  })
  .superRefine((variables, context) => {
    const problem = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    const hasName = variables.MLFLOW_TRACKING_USERNAME !== undefined;
    const hasPassword = variables.MLFLOW_TRACKING_PASSWORD !== undefined;
    if (hasName && !hasPassword)
      problem('MLFLOW_TRACKING_PASSWORD', 'must be set with MLFLOW_TRACKING_USERNAME');
    if (hasPassword && !hasName)
      problem('MLFLOW_TRACKING_USERNAME', 'must be set with MLFLOW_TRACKING_PASSWORD');
    if (variables.MLFLOW_TRACKING_INSECURE_TLS && variables.MLFLOW_TRACKING_SERVER_CERT_PATH !== undefined)
      problem('MLFLOW_TRACKING_INSECURE_TLS', 'must be false with MLFLOW_TRACKING_SERVER_CERT_PATH');
  });

/** Undefined when no server is named. */
export function mlflowSettingsOf(variables: z.output<typeof mlflowVariables>): MlflowSettings | undefined {
  const url = variables.MLFLOW_TRACKING_URI;
  if (!url) return undefined;
  const auth = authOf(variables);
  const settings = {
    auth,
    caFile: variables.MLFLOW_TRACKING_SERVER_CERT_PATH,
    certificateFile: variables.MLFLOW_TRACKING_CLIENT_CERT_PATH,
    workspace: variables.MLFLOW_WORKSPACE,
    experimentName: variables.MLFLOW_EXPERIMENT_NAME,
    timeoutMs: secondsAsMs(variables.MLFLOW_HTTP_REQUEST_TIMEOUT),
  };
  return {
    url,
    isInsecure: variables.MLFLOW_TRACKING_INSECURE_TLS,
    retries: variables.MLFLOW_HTTP_REQUEST_MAX_RETRIES,
    ...withoutUndefined(settings),
  };
}

/** A name and password win over a token, as in MLflow's own client. */
function authOf(variables: z.output<typeof mlflowVariables>): MlflowAuth | undefined {
  const { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password } = variables;
  if (username !== undefined && password !== undefined) return { kind: 'basic', username, password };
  const token = variables.MLFLOW_TRACKING_TOKEN;
  return token === undefined ? undefined : { kind: 'bearer', token };
}

function secondsAsMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(settings: T): Defined<T> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  // Only keys of T are left, and none of them is undefined.
  return Object.fromEntries(given) as Defined<T>;
}
