/** The function's environment, read once and strictly. */

import { resolve } from 'node:path';
import { z } from 'zod';
import { functionConfigInvalid } from './errors.js';

const variables = z.object({
  WAYMARK_BUNDLE: z.string('must name the folder of a bundle').min(1, 'must name the folder of a bundle'),
  WAYMARK_LOG_FOLDER: z.string().min(1).optional(),
  WAYMARK_API_KEYS_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
});

export interface FunctionConfig {
  readonly bundleFolder: string;
  /** Where predictions are logged; only `/tmp` can be written, and it goes with the instance. Undefined: nowhere. */
  readonly logFolder: string | undefined;
  /** Keys that clients need; undefined where the platform asks for its own. */
  readonly apiKeysFile: string | undefined;
  readonly logLevel: z.infer<typeof variables>['LOG_LEVEL'];
}

/** Throws `FUNCTION_CONFIG_INVALID` with all problems. */
export function readConfig(environment: NodeJS.ProcessEnv): FunctionConfig {
  const parsed = variables.safeParse(environment);
  if (!parsed.success)
    throw functionConfigInvalid(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  const { WAYMARK_BUNDLE, WAYMARK_LOG_FOLDER: folder, WAYMARK_API_KEYS_FILE, LOG_LEVEL } = parsed.data;
  return {
    bundleFolder: resolve(WAYMARK_BUNDLE),
    logFolder: folder === undefined ? undefined : resolve(folder),
    apiKeysFile: WAYMARK_API_KEYS_FILE,
    logLevel: LOG_LEVEL,
  };
}
