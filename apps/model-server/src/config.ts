/** The server's arguments and environment, read once and strictly. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { defaultWorkers } from './cpu-limit.js';
import { configInvalid } from './errors.js';

const variables = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be at most 65535; 0 picks a free one')
    .default(8080),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
  WAYMARK_HOME: z.string().min(1).optional(),
  WAYMARK_WORKERS: z
    .string()
    .regex(/^[1-9]\d?$/, 'must be a whole number from 1 to 99')
    .transform(Number)
    .optional(),
});

export interface ServerConfig {
  readonly models: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly logLevel: z.infer<typeof variables>['LOG_LEVEL'];
  /** Registry and prediction log live here. */
  readonly home: string;
  /** Processes that run onnxruntime. */
  readonly workers: number;
}

export interface ConfigSource {
  /** The names of the models. */
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Where the search for the workspace's root begins. */
  readonly folder: string;
}

/** Throws `CONFIG_INVALID` with all problems. */
export function readConfig({ words, environment, folder }: ConfigSource): ServerConfig {
  const parsed = variables.safeParse(environment);
  const problems = (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}; got '${environment[String(path[0])]}'`,
  );
  if (words.length === 0) problems.push('name at least one model: node dist/main.js MODEL [MODEL …]');
  if (!parsed.success || problems.length > 0) throw configInvalid(problems);
  const { HOST, PORT, LOG_LEVEL, WAYMARK_HOME, WAYMARK_WORKERS: workers = defaultWorkers() } = parsed.data;
  const home = WAYMARK_HOME === undefined ? join(workspaceRoot(folder), '.waymark') : resolve(WAYMARK_HOME);
  return { models: [...new Set(words)], host: HOST, port: PORT, logLevel: LOG_LEVEL, home, workers };
}

/** The nearest folder upwards whose package.json has `workspaces`; `folder` itself where there is none. */
function workspaceRoot(folder: string): string {
  for (let at = resolve(folder); at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file) && 'workspaces' in JSON.parse(readFileSync(file, 'utf8'))) return at;
  }
  return resolve(folder);
}
