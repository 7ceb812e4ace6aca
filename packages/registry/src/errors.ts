/** The registry's errors. Every message says what must hold, what came and what to do next. */

import { WaymarkError } from '@waymark/contracts';

const makeAnew =
  'Make it anew with `waymark evaluate PROJECT`; a registered one is restored by `waymark promote PROJECT` from the ' +
  'same artifacts, or left behind with `waymark rollback PROJECT`';

/** There is no bundle in the folder. */
export function bundleMissing(folder: string, cause: unknown): WaymarkError {
  return new WaymarkError(`a bundle must be in ${folder}, but it has no manifest.json. ${makeAnew}`, {
    code: 'BUNDLE_MISSING',
    kind: 'usage',
    cause,
  });
}

/** A file of a bundle that is not what its manifest (or the registry's entry) says. */
export interface HashMismatch {
  readonly file: string;
  readonly expected: string;
  /** Undefined when the file is missing. */
  readonly actual: string | undefined;
}

/** Files of a bundle were changed or removed after it was written. */
export function bundleTampered(folder: string, mismatches: readonly HashMismatch[]): WaymarkError {
  const lines = mismatches.map(
    ({ file, expected, actual }) =>
      `${file}: expected sha256 ${expected}, got ${actual ?? 'nothing: it is missing'}`,
  );
  return new WaymarkError(
    `the bundle in ${folder} must be what was written, and is not:\n${list(lines)}\n` +
      `Do not use it. ${makeAnew}`,
    { code: 'BUNDLE_TAMPERED', kind: 'environment' },
  );
}

/** A bundle's document has a format that this Waymark does not know yet. */
export function bundleFormatNewer(file: string, versions: FormatVersions): WaymarkError {
  return new WaymarkError(newerFormat(file, versions), { code: 'BUNDLE_FORMAT_NEWER', kind: 'usage' });
}

/** The contents of a bundle break its format. */
export function bundleInvalid(folder: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the bundle in ${folder} is not valid:\n${list(problems)}\nMake it anew with \`waymark evaluate PROJECT\``,
    { code: 'BUNDLE_INVALID', kind: 'usage' },
  );
}

/** The name cannot be a model's: it would not be safe as a folder. */
export function modelNameInvalid(name: string): WaymarkError {
  return new WaymarkError(
    `a model's name must be lower case letters, digits and hyphens, starting with a letter; got ${JSON.stringify(name)}`,
    { code: 'MODEL_NAME_INVALID', kind: 'usage' },
  );
}

/** Nothing was registered under the name. */
export function unknownModel(name: string): WaymarkError {
  return new WaymarkError(
    `the model '${name}' must be registered, and is not; \`waymark models\` lists those that are, ` +
      '`waymark promote PROJECT` registers one',
    { code: 'UNKNOWN_MODEL', kind: 'usage' },
  );
}

/** Versions were named that the model does not have. */
export function unknownVersion(
  name: string,
  asked: readonly number[],
  known: readonly number[],
): WaymarkError {
  return new WaymarkError(
    `'${name}' has the versions ${known.join(', ') || '(none)'}; got ${asked.join(', ')}; see \`waymark models\``,
    { code: 'UNKNOWN_VERSION', kind: 'usage' },
  );
}

/** A quarantined version would be the champion. */
export function versionQuarantined(name: string, version: number, reason: string): WaymarkError {
  return new WaymarkError(
    `a quarantined version never serves again, and version ${version} of '${name}' is quarantined (${reason}); ` +
      'choose another version, or train a new one',
    { code: 'VERSION_QUARANTINED', kind: 'refused' },
  );
}

/** Another process moved the champion since the caller compared with it. */
export function championChanged(
  name: string,
  champions: { readonly expected: number | null; readonly actual: number | null },
): WaymarkError {
  const { expected, actual } = champions;
  return new WaymarkError(
    `the champion of '${name}' must still be ${describeVersion(expected)}, but it is ${describeVersion(actual)}: ` +
      'another process moved it; run the command again to compare with the new one',
    { code: 'CHAMPION_CHANGED', kind: 'refused' },
  );
}

/** There is no version that a rollback could bring back. */
export function nothingToRollBack(name: string, why: string): WaymarkError {
  return new WaymarkError(
    `a rollback of '${name}' needs a champion and an earlier version to go back to: ${why}; ` +
      'see `waymark models`, and train a new version if none is left',
    { code: 'NOTHING_TO_ROLL_BACK', kind: 'usage' },
  );
}

/** A stored state of the registry cannot be read; the registry never writes such a file. */
export function registryCorrupt(file: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `${file} must be a state that the registry wrote, and is not:\n${list(problems)}\n` +
      'It was changed by hand or by a broken disk. Move it away: the state before it is then in force',
    { code: 'REGISTRY_CORRUPT', kind: 'environment' },
  );
}

/** A stored state of the registry has a format that this Waymark does not know yet. */
export function registryFormatNewer(file: string, versions: FormatVersions): WaymarkError {
  return new WaymarkError(newerFormat(file, versions), { code: 'REGISTRY_FORMAT_NEWER', kind: 'usage' });
}

/** A run record breaks its format, as it was given or as it is stored. */
export function runInvalid(where: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `${where} must be a valid run record, and is not:\n${list(problems)}\n` +
      'A stored one was changed by hand: move it away, and `waymark promote PROJECT` publishes it again',
    { code: 'RUN_INVALID', kind: 'usage' },
  );
}

/** The disk, its space or its permissions got in the way. */
export function storageFailed(path: string, cause: Error): WaymarkError {
  return new WaymarkError(
    `${path} must be a place to read and write: ${cause.message}. What was there before is unchanged: ` +
      'free space or fix the permissions, then run the command again (the disk must support hard links)',
    { code: 'STORAGE_FAILED', kind: 'environment', cause },
  );
}

interface FormatVersions {
  readonly found: number;
  readonly supported: number;
}

function newerFormat(file: string, { found, supported }: FormatVersions): string {
  return (
    `${file} has formatVersion ${found}, and this Waymark reads up to ${supported}: ` +
    'a newer Waymark wrote it; upgrade this one'
  );
}

function describeVersion(version: number | null): string {
  return version === null ? 'none' : `version ${version}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}
