/** The server's arguments and environment, read once and strictly. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CloudOptions, SecurityOptions } from '@waymark/serving';
import { z } from 'zod';
import { cloudOptions, cloudPort, cloudProblems, cloudVariables } from './cloud-config.js';
import { defaultWorkers } from './cpu-limit.js';
import { configInvalid } from './errors.js';
import { type LogConfig, logConfig, logVariables } from './log-config.js';
import { misspelledVariables } from './misspelled-variables.js';
import { securityOptions, securityProblems, securityVariables } from './security-config.js';
import { type TracingConfig, tracingConfig, tracingVariables } from './tracing-config.js';

const portNumber = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .refine((port) => port <= 65_535, 'must be at most 65535; 0 picks a free one');

const megabytes = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, 'must be a whole number of megabytes, 1 or more')
  .transform((text) => Number(text) * 2 ** 20);

/** A worker without a model takes 80: below that each would be replaced again and again. */
const workerMegabytes = z
  .string()
  .regex(
    /^[1-9]\d{2,6}$/,
    'must be a whole number of megabytes, 100 or more: a worker without a model takes about 80',
  )
  .transform((text) => Number(text) * 2 ** 20);

/** Whether these are right has nothing to do with the others. */
const modelVariables = z.object({
  WAYMARK_DEFAULT_MODEL: z.string().min(1).optional(),
  WAYMARK_MODELS: z
    .string()
    .transform((names) => names.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => name !== ''), 'must be names with commas between them')
    .optional(),
  WAYMARK_MODELS_FOLDER: z.string().min(1).optional(),
});

const variables = z.object({
  ...modelVariables.shape,
  ...cloudVariables.shape,
  ...securityVariables.shape,
  ...logVariables.shape,
  ...tracingVariables.shape,
  HOST: z.string().min(1).optional(),
  PORT: portNumber.default(8080),
  WAYMARK_GRPC_PORT: portNumber.optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
  WAYMARK_HOME: z.string().min(1).optional(),
  WAYMARK_MODEL_CONTROL: z.enum(['none', 'explicit']).default('none'),
  WAYMARK_ENGINE: z.enum(['workers', 'inline', 'auto']).default('workers'),
  WAYMARK_CACHE_MB: megabytes.optional(),
  WAYMARK_WORKER_MEMORY_MB: workerMegabytes.optional(),
  WAYMARK_TRITON_METRICS: z
    .enum(['0', '1', 'false', 'true'], 'must be 1 or 0')
    .transform((value) => value === '1' || value === 'true')
    .optional(),
  WAYMARK_WORKERS: z
    .string()
    .regex(/^[1-9]\d?$/, 'must be a whole number from 1 to 99')
    .transform(Number)
    .optional(),
});

export interface ServerConfig {
  readonly models: readonly string[];
  /** Holds ONNX files, which are served in place of projects. */
  readonly modelsFolder?: string;
  /** For the paths that name no model. */
  readonly defaultModel?: string;
  readonly clouds: CloudOptions;
  readonly host: string;
  readonly port: number;
  /** Left out where gRPC is off. */
  readonly grpc?: { readonly port: number };
  readonly logLevel: z.infer<typeof variables>['LOG_LEVEL'];
  /** Registry and prediction log live here. */
  readonly home: string;
  /** Where models are scored: in those processes, in the server's own, or in whichever is better for each. */
  readonly engine: z.infer<typeof variables>['WAYMARK_ENGINE'];
  /** Processes that run onnxruntime. */
  readonly workers: number;
  /** A process that holds more is replaced. */
  readonly maxWorkerBytes?: number;
  /** Answers that are kept for rows that come again. */
  readonly cacheBytes?: number;
  /** Whether clients may load and unload models. */
  readonly modelControl: z.infer<typeof variables>['WAYMARK_MODEL_CONTROL'];
  readonly security: SecurityOptions;
  /** Columns whose values the prediction log holds as missing. */
  readonly redact: readonly string[];
  readonly predictions: LogConfig;
  /** Left out where tracing is off. */
  readonly tracing?: TracingConfig;
  /** Triton's names among the metrics. */
  readonly hasTritonMetrics?: boolean;
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
  const named = modelVariables.safeParse(environment).data;
  const modelsFolder = named?.WAYMARK_MODELS_FOLDER;
  const models = modelsOf(words, named?.WAYMARK_MODELS ?? (modelsFolder === undefined ? undefined : []));
  const problems = (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}; got '${environment[String(path[0])]}'`,
  );
  problems.push(
    ...(named ? modelProblems(models, named) : []),
    ...cloudProblems(environment),
    ...securityProblems(environment),
    ...misspelledVariables(environment, Object.keys(variables.shape)),
  );
  if (!parsed.success || problems.length > 0) throw configInvalid(problems);
  const { HOST, PORT, LOG_LEVEL, WAYMARK_HOME, WAYMARK_WORKERS: workers = defaultWorkers() } = parsed.data;
  const { WAYMARK_DEFAULT_MODEL: defaultModel, WAYMARK_MODEL_CONTROL: modelControl } = parsed.data;
  const { WAYMARK_GRPC_PORT: grpcPort } = parsed.data;
  const { WAYMARK_WORKER_MEMORY_MB: maxWorkerBytes, WAYMARK_CACHE_MB: cacheBytes } = parsed.data;
  const { WAYMARK_TRITON_METRICS: hasTritonMetrics } = parsed.data;
  const tracing = tracingConfig(parsed.data);
  const portOfCloud = cloudPort(parsed.data);
  return {
    models,
    ...(modelsFolder === undefined ? {} : { modelsFolder: resolve(modelsFolder) }),
    ...(defaultModel === undefined ? {} : { defaultModel }),
    clouds: cloudOptions(parsed.data),
    // A cloud that says the port reaches the container from outside.
    host: HOST ?? (portOfCloud === undefined ? '127.0.0.1' : '0.0.0.0'),
    port: portOfCloud ?? PORT,
    ...(grpcPort === undefined ? {} : { grpc: { port: grpcPort } }),
    logLevel: LOG_LEVEL,
    home: WAYMARK_HOME === undefined ? join(workspaceRoot(folder), '.waymark') : resolve(WAYMARK_HOME),
    engine: parsed.data.WAYMARK_ENGINE,
    workers,
    ...(maxWorkerBytes === undefined ? {} : { maxWorkerBytes }),
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
    modelControl,
    security: securityOptions(parsed.data),
    redact: parsed.data.WAYMARK_REDACT ?? [],
    predictions: logConfig(parsed.data),
    ...(tracing === undefined ? {} : { tracing }),
    ...(hasTritonMetrics === undefined ? {} : { hasTritonMetrics }),
  };
}

/** The words, else WAYMARK_MODELS. SageMaker starts every container with the one word `serve`, which is no model then. */
function modelsOf(words: readonly string[], named: readonly string[] | undefined): readonly string[] {
  const isNamed = named !== undefined && (words.length === 0 || words.join() === 'serve');
  return [...new Set(isNamed ? named : words)];
}

function modelProblems(
  models: readonly string[],
  { WAYMARK_DEFAULT_MODEL: chosen, WAYMARK_MODELS_FOLDER: modelsFolder }: z.infer<typeof modelVariables>,
): readonly string[] {
  if (modelsFolder)
    return models.length === 0
      ? []
      : [`WAYMARK_MODELS_FOLDER: stands in place of projects; got ${models.join(', ')} too`];
  if (models.length === 0)
    return [
      'name at least one model: node dist/main.js MODEL [MODEL …], or WAYMARK_MODELS=MODEL,MODEL, or a folder of ONNX files: WAYMARK_MODELS_FOLDER',
    ];
  if (chosen === undefined || models.includes(chosen)) return [];
  return [`WAYMARK_DEFAULT_MODEL: must be one of ${models.join(', ')}; got '${chosen}'`];
}

/** The nearest folder upwards whose package.json has `workspaces`; `folder` itself where there is none. */
function workspaceRoot(folder: string): string {
  for (let at = resolve(folder); at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file) && 'workspaces' in JSON.parse(readFileSync(file, 'utf8'))) return at;
  }
  return resolve(folder);
}
