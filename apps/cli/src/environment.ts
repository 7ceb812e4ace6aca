/** The environment of a command, read once and strictly. Everything after this gets options, never `process.env`. */

import { join, resolve } from 'node:path';
import { type MlflowSettings, mlflowSettingsOf, mlflowVariables } from '@waymark/mlflow';
import type { Shard } from '@waymark/pipeline';
import { z } from 'zod';
import { shardOf, shardVariables } from './commands/predict-shard.js';
import { environmentInvalid } from './errors.js';

const environmentSchema = z.object({
  WAYMARK_HOME: z.string().min(1).optional(),
  WAYMARK_TFJS_BACKEND: z.enum(['auto', 'wasm', 'tensorflow']).default('auto'),
  CI: z.string().optional(),
});

export interface Environment {
  /** The registry, the runs and the prediction log live here. */
  readonly home: string;
  /** Whether WAYMARK_HOME named it. */
  readonly homeIsExplicit: boolean;
  readonly backend: 'auto' | 'wasm' | 'tensorflow';
  readonly isCi: boolean;
  /** The part of a file that this pod of an Indexed Job predicts. */
  readonly shard?: Shard;
  /** The MLflow server that runs are published to and models are shared through, beside the embedded stores. */
  readonly mlflow?: MlflowSettings;
}

/** Parses the variables; all problems come in one error. */
export function readEnvironment(variables: NodeJS.ProcessEnv, workspaceRoot: string): Environment {
  const parsed = environmentSchema.safeParse(variables);
  const tracker = mlflowVariables.safeParse(variables);
  const sharding = shardVariables.safeParse(variables);
  if (!parsed.success || !tracker.success || !sharding.success) {
    const issues = [parsed, tracker, sharding].flatMap(({ error }) => error?.issues ?? []);
    throw environmentInvalid(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const { WAYMARK_HOME, WAYMARK_TFJS_BACKEND, CI } = parsed.data;
  const mlflow = mlflowSettingsOf(tracker.data);
  const shard = shardOf(sharding.data);
  return {
    home: WAYMARK_HOME === undefined ? join(workspaceRoot, '.waymark') : resolve(WAYMARK_HOME),
    homeIsExplicit: WAYMARK_HOME !== undefined,
    backend: WAYMARK_TFJS_BACKEND,
    isCi: CI !== undefined && CI !== '' && CI !== 'false',
    ...(shard && { shard }),
    ...(mlflow && { mlflow }),
  };
}
