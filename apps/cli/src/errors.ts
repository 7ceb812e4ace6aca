/** The command line's errors. Every message says what must hold, what came and what to do next. */

import { WaymarkError } from '@waymark/contracts';

/** The words of the command are wrong. */
export function usageError(message: string): WaymarkError {
  return new WaymarkError(message, { code: 'USAGE', kind: 'usage' });
}

/** An environment variable has a value that it cannot have. */
export function environmentInvalid(problems: readonly string[]): WaymarkError {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return new WaymarkError(`these environment variables must be corrected or unset:\n${list}`, {
    code: 'ENVIRONMENT_INVALID',
    kind: 'usage',
  });
}

/** The disk is full, or the permissions do not allow it. */
export function diskRefused(cause: Error): WaymarkError {
  return new WaymarkError(
    `the disk and its permissions must allow what the command does: ${cause.message}. Free space or fix the permissions, then run the command again`,
    { code: 'DISK_REFUSED', kind: 'environment', cause },
  );
}

/** There is no such project in `apps/`. */
export function projectUnknown(name: string, known: readonly string[]): WaymarkError {
  return new WaymarkError(`PROJECT must be one of: ${known.join(', ')}; got '${name}'`, {
    code: 'PROJECT_UNKNOWN',
    kind: 'usage',
  });
}

/** The project's definition has not been compiled. */
export function projectNotBuilt(name: string): WaymarkError {
  return new WaymarkError(`project '${name}' must be built; run \`npm run build\``, {
    code: 'PROJECT_NOT_BUILT',
    kind: 'environment',
  });
}

/** A copy of a project still has the name of the first: its model would be taken for that one's. */
export function projectMisnamed(folder: string, name: string): WaymarkError {
  return new WaymarkError(
    `the project in apps/${folder} must be named '${folder}', as its folder is; got '${name}'. ` +
      `Correct the name in apps/${folder}/src/project.ts, then run \`npm run build\``,
    { code: 'PROJECT_MISNAMED', kind: 'usage' },
  );
}

/** A run that waits for MLflow belongs to a bundle that this registry does not hold. */
export function bundleNotRegistered(model: string, manifestSha256: string): WaymarkError {
  return new WaymarkError(
    `the bundle ${manifestSha256} of '${model}' must be in the registry to be uploaded, and is not; ` +
      'use the --home that it was promoted in',
    { code: 'BUNDLE_NOT_REGISTERED', kind: 'usage' },
  );
}
