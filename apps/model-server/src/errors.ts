/** The server app's errors. */

import { WaymarkError } from '@waymark/contracts';

/** An argument or an environment variable has a value that it cannot have. */
export function configInvalid(problems: readonly string[]): WaymarkError {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return new WaymarkError(`the server cannot start with this configuration:\n${list}`, {
    code: 'CONFIG_INVALID',
    kind: 'usage',
  });
}
