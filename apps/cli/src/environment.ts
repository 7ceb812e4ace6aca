/** The environment of a command, read once and strictly. Everything after this gets options, never `process.env`. */

import { join, resolve } from 'node:path';
import { z } from 'zod';
import { environmentInvalid } from './errors.js';
import { type TrackerSettings, trackerSettingsOf, trackerVariables } from './tracker-settings.js';

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
  /** The MLflow server that runs are published to, beside the embedded store. */
  readonly mlflow?: TrackerSettings;
  /** What the user should know about a setting. */
  readonly warnings: readonly string[];
}

/** Parses the variables; all problems come in one error. */
export function readEnvironment(variables: NodeJS.ProcessEnv, workspaceRoot: string): Environment {
  const parsed = environmentSchema.safeParse(variables);
  const tracker = trackerVariables.safeParse(variables);
  if (!parsed.success || !tracker.success) {
    const issues = [parsed, tracker].flatMap(({ error }) => error?.issues ?? []);
    throw environmentInvalid(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const { WAYMARK_HOME, WAYMARK_TFJS_BACKEND, CI } = parsed.data;
  const mlflow = trackerSettingsOf(tracker.data);
  return {
    home: WAYMARK_HOME === undefined ? join(workspaceRoot, '.waymark') : resolve(WAYMARK_HOME),
    homeIsExplicit: WAYMARK_HOME !== undefined,
    backend: WAYMARK_TFJS_BACKEND,
    isCi: CI !== undefined && CI !== '' && CI !== 'false',
    ...(mlflow && { mlflow }),
    warnings: mlflow
      ? [
          'MLFLOW_TRACKING_URI is set: runs go to MLflow too, but models are registered in and served from the embedded registry',
        ]
      : [],
  };
}
