/** The option that names a version of a model: `3` or `v3`. */

import { usageError } from './errors.js';

export function parseVersion(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const version = Number(text.replace(/^v/, ''));
  if (Number.isInteger(version) && version >= 1) return version;
  throw usageError(`--${option} must be a version number; got '${text}'`);
}
