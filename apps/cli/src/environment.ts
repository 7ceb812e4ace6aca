/** The environment of a command, read once and strictly. Everything after this gets options, never `process.env`. */

import { join, resolve } from 'node:path';
import { z } from 'zod';
import { environmentInvalid } from './errors.js';

const environmentSchema = z.object({
  WAYMARK_HOME: z.string().min(1).optional(),
  WAYMARK_TFJS_BACKEND: z.enum(['auto', 'wasm', 'tensorflow']).default('auto'),
  MLFLOW_TRACKING_URI: z.string().optional(),
  CI: z.string().optional(),
});

export interface Environment {
  /** The registry, the runs and the prediction log live here. */
  readonly home: string;
  /** Whether WAYMARK_HOME named it. */
  readonly homeIsExplicit: boolean;
  readonly backend: 'auto' | 'wasm' | 'tensorflow';
  readonly isCi: boolean;
  /** What the user should know about a setting. */
  readonly warnings: readonly string[];
}

/** Parses the variables; all problems come in one error. */
export function readEnvironment(variables: NodeJS.ProcessEnv, workspaceRoot: string): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw environmentInvalid(problems);
  }
  const { WAYMARK_HOME, WAYMARK_TFJS_BACKEND, MLFLOW_TRACKING_URI, CI } = parsed.data;
  return {
    home: WAYMARK_HOME === undefined ? join(workspaceRoot, '.waymark') : resolve(WAYMARK_HOME),
    homeIsExplicit: WAYMARK_HOME !== undefined,
    backend: WAYMARK_TFJS_BACKEND,
    isCi: CI !== undefined && CI !== '' && CI !== 'false',
    warnings: MLFLOW_TRACKING_URI
      ? [
          'MLFLOW_TRACKING_URI is set, but MLflow is not connected in this version: the embedded registry is used',
        ]
      : [],
  };
}
