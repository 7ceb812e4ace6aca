/** The stream worker's errors. Every message says what must hold, what came and what to do next. */

import { WaymarkError } from '@waymark/contracts';

/** An argument or an environment variable of the stream worker has a value that it cannot have. */
export function streamConfigInvalid(problems: readonly string[]): WaymarkError {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return new WaymarkError(`the stream worker cannot start with this configuration:\n${list}`, {
    code: 'STREAM_CONFIG_INVALID',
    kind: 'usage',
  });
}

/** The model could not score for longer than the worker waits; what was read last has no answer. */
export function scoringUnavailable(model: string, reason: string): WaymarkError {
  return new WaymarkError(
    `the model '${model}' must be able to score, and is not: ${reason}. Rows without an answer must be sent again`,
    { code: 'STREAM_SCORING_UNAVAILABLE', kind: 'environment' },
  );
}

/** The standard input ended with an error. */
export function inputFailed(cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `the input must be readable to its end; ${reason}. What was read before it was answered; send the rest again`,
    { code: 'STREAM_INPUT_FAILED', kind: 'environment', cause },
  );
}

/** Redis cannot be reached, or refuses the worker; entries without an answer wait in the stream. */
export function redisUnavailable(reason: string): WaymarkError {
  return new WaymarkError(
    `the Redis server that WAYMARK_REDIS_URL names must answer; it says '${reason}'. ` +
      'Nothing is lost: start the worker again when it does',
    { code: 'STREAM_REDIS_UNAVAILABLE', kind: 'environment' },
  );
}

/** A key that should be a stream holds something else. */
export function redisStreamInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the input, the output and the stream of dead entries must be Redis streams; ${problems.join('; ')}. Name others`,
    { code: 'STREAM_REDIS_INVALID', kind: 'usage' },
  );
}
