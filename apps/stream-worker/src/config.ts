/** The worker's arguments and environment, read once and strictly. */

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { streamConfigInvalid } from './errors.js';

const variables = z.object({
  WAYMARK_HOME: z.string().min(1).optional(),
  WAYMARK_REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be redis://HOST:PORT, or rediss:// with TLS' })
    .optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
});

export interface WorkerConfig {
  readonly model: string;
  /** Registry and prediction log live here. */
  readonly home: string;
  readonly logLevel: z.infer<typeof variables>['LOG_LEVEL'];
  readonly source: { readonly kind: 'lines' } | RedisSource;
}

export interface RedisSource {
  readonly kind: 'redis';
  /** May hold a password: it is never told. */
  readonly url: string;
  /** Keys of streams: the rows, the predictions, and what no try would score. */
  readonly input: string;
  readonly output: string;
  readonly dead: string;
  readonly group: string;
  readonly claimAfterMs: number;
}

export interface ConfigSource {
  /** `MODEL --from -`, or `MODEL --from redis --input STREAM`. */
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Where `.waymark` is, unless WAYMARK_HOME names another folder. */
  readonly workspaceRoot: string;
}

const options = {
  from: { type: 'string' },
  input: { type: 'string' },
  output: { type: 'string' },
  dead: { type: 'string' },
  group: { type: 'string' },
  'claim-after-ms': { type: 'string' },
} as const;

type Options = { readonly [Name in keyof typeof options]?: string | undefined };

/** @throws STREAM_CONFIG_INVALID with all problems. */
export function readConfig({ words, environment, workspaceRoot }: ConfigSource): WorkerConfig {
  const { models, values, problems: wordProblems } = readWords(words);
  const parsed = variables.safeParse(environment);
  const [model = '', ...others] = models;
  const problems = [
    ...wordProblems,
    ...(model === '' || others.length > 0 ? [`name one model; got '${models.join(' ')}'`] : []),
    ...optionProblems(values, environment.WAYMARK_REDIS_URL !== undefined),
    // Values are not repeated: some variables hold secrets.
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
  if (!parsed.success || problems.length > 0) throw streamConfigInvalid(problems);
  const { WAYMARK_HOME, WAYMARK_REDIS_URL: url = '', LOG_LEVEL: logLevel } = parsed.data;
  const home = WAYMARK_HOME === undefined ? join(workspaceRoot, '.waymark') : resolve(WAYMARK_HOME);
  const source = values.from === 'redis' ? redisSource(values, { url, model }) : ({ kind: 'lines' } as const);
  return { model, home, logLevel, source };
}

interface Words {
  readonly models: readonly string[];
  readonly values: Options;
  readonly problems: readonly string[];
}

function readWords(words: readonly string[]): Words {
  try {
    const { positionals, values } = parseArgs({
      ...{ args: [...words], options, allowPositionals: true, strict: true },
    });
    return { models: positionals, values, problems: [] };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { models: [], values: {}, problems: [problem] };
  }
}

function optionProblems(values: Options, hasUrl: boolean): readonly string[] {
  const { from, input, ...others } = values;
  if (from === '-') {
    const needless = Object.keys({ ...others, ...(input === undefined ? {} : { input }) });
    return needless.length === 0 ? [] : [`--${needless.join(', --')}: only with --from redis`];
  }
  if (from !== 'redis') return [`--from must be - (standard input) or redis; got '${from ?? ''}'`];
  const claimAfter = values['claim-after-ms'];
  return [
    ...(input ? [] : ['--input must name the stream of the rows']),
    ...(claimAfter === undefined || /^[1-9]\d{0,8}$/.test(claimAfter)
      ? []
      : ['--claim-after-ms must be a whole number of milliseconds, above 0']),
    ...(hasUrl ? [] : ['WAYMARK_REDIS_URL: must be set, to redis://HOST:PORT']),
  ];
}

function redisSource(
  values: Options,
  { url, model }: { readonly url: string; readonly model: string },
): RedisSource {
  const { input = '' } = values;
  return {
    ...{ kind: 'redis', url, input },
    output: values.output ?? `${input}:predictions`,
    dead: values.dead ?? `${input}:dead`,
    group: values.group ?? `waymark-${model}`,
    claimAfterMs: Number(values['claim-after-ms'] ?? 30_000),
  };
}
