/** The function's errors. */

import { WaymarkError } from '@waymark/contracts';

/** An environment variable of the function has a value that it cannot have. */
export function functionConfigInvalid(problems: readonly string[]): WaymarkError {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return new WaymarkError(`these environment variables of the function must be corrected:\n${list}`, {
    code: 'FUNCTION_CONFIG_INVALID',
    kind: 'usage',
  });
}

/** The function was called with something that is no HTTP request. */
export function eventUnsupported(): WaymarkError {
  return new WaymarkError(
    'the event must be an HTTP request of a function URL, of an HTTP API (payload format 2.0) or of a load balancer; call the function through one of these',
    { code: 'EVENT_UNSUPPORTED', kind: 'usage' },
  );
}

/** A function serves its bundle as it is. */
export function bundleReadOnly(): WaymarkError {
  return new WaymarkError(
    'a bundle in a folder cannot be registered or promoted; deploy the function with another bundle',
    { code: 'BUNDLE_READ_ONLY', kind: 'usage' },
  );
}
