/** The environment of a command, read once and strictly. Everything after this gets options, never `process.env`. */

import { join, resolve } from 'node:path';
import type { MlflowSettings } from '@waymark/mlflow';
import type { Shard } from '@waymark/pipeline';
import { z } from 'zod';
import { shardOf, shardVariables } from './commands/predict-shard.js';
import { environmentInvalid } from './errors.js';

const environmentSchema = z.object({
  WAYMARK_HOME: z.string().min(1).optional(),
  WAYMARK_TFJS_BACKEND: z
    .enum(['auto', 'wasm', 'tensorflow'], {
      error: ({ input }) => `must be auto, wasm or tensorflow; got '${input}'`,
    })
    .default('auto'),
  PORT: z
    .string()
    .refine((port) => /^\d+$/.test(port) && Number(port) <= 65_535, {
      error: ({ input }) => `must be a whole number, 65535 at most; got '${input}'`,
    })
    .default('8080'),
  CI: z.string().optional(),
  TURBO_HASH: z.string().optional(),
});

export interface Environment {
  /** The registry, the runs and the prediction log live here. */
  readonly home: string;
  /** Whether WAYMARK_HOME named it. */
  readonly homeIsExplicit: boolean;
  readonly backend: 'auto' | 'wasm' | 'tensorflow';
  /**
   * Whether progress is told in lines: CI keeps every redraw in its log, and Turbo puts the task's name before a bar, which
   * then passes the terminal's edge and leaves a line each time.
   */
  readonly tellsInLines: boolean;
  /** Where a server that this environment starts answers. */
  readonly serverUrl: string;
  /** The part of a file that this pod of an Indexed Job predicts. */
  readonly shard?: Shard;
  /** The MLflow server that runs are published to and models are shared through, beside the embedded stores. */
  readonly mlflow?: MlflowSettings;
}

/** Parses the variables; all problems come in one error. */
export async function readEnvironment(
  variables: NodeJS.ProcessEnv,
  workspaceRoot: string,
): Promise<Environment> {
  const parsed = environmentSchema.safeParse(variables);
  const { issues: trackerIssues, mlflow } = await readMlflow(variables);
  const sharding = shardVariables.safeParse(variables);
  const issues = [...(parsed.error?.issues ?? []), ...trackerIssues, ...(sharding.error?.issues ?? [])];
  if (!parsed.success || !sharding.success || issues.length > 0)
    throw environmentInvalid(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const { WAYMARK_HOME, WAYMARK_TFJS_BACKEND, PORT, CI, TURBO_HASH } = parsed.data;
  const shard = shardOf(sharding.data);
  return {
    home: WAYMARK_HOME === undefined ? join(workspaceRoot, '.waymark') : resolve(WAYMARK_HOME),
    homeIsExplicit: WAYMARK_HOME !== undefined,
    backend: WAYMARK_TFJS_BACKEND,
    tellsInLines: TURBO_HASH !== undefined || (CI !== undefined && CI !== '' && CI !== 'false'),
    serverUrl: `http://127.0.0.1:${PORT}`,
    ...(shard && { shard }),
    ...(mlflow && { mlflow }),
  };
}

interface MlflowReading {
  readonly issues: readonly z.core.$ZodIssue[];
  readonly mlflow?: MlflowSettings | undefined;
}

/** Its package is loaded where a variable of MLflow is set: its HTTP library takes 100 ms. */
async function readMlflow(variables: NodeJS.ProcessEnv): Promise<MlflowReading> {
  if (!Object.keys(variables).some((name) => name.startsWith('MLFLOW_'))) return { issues: [] };
  const { mlflowSettingsOf, mlflowVariables } = await import('@waymark/mlflow');
  const { data, error } = mlflowVariables.safeParse(variables);
  return { issues: error?.issues ?? [], mlflow: data && mlflowSettingsOf(data) };
}
