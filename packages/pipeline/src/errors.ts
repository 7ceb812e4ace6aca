/** The pipeline's errors. Every message says what must hold, what came and what to do next. */

import { WaymarkError } from '@waymark/contracts';

/** The project definition contradicts itself. */
export function invalidProject(name: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(`project '${name}' is not valid:\n${problems.map((p) => `  - ${p}`).join('\n')}`, {
    code: 'PROJECT_INVALID',
    kind: 'usage',
  });
}

/** A step was started before the step that it reads from. */
export function stepMissing(step: string, file: string): WaymarkError {
  return new WaymarkError(
    `the output of '${step}' must exist, but ${file} is missing; run \`waymark ${step} PROJECT\` first`,
    { code: 'STEP_MISSING', kind: 'usage' },
  );
}

/** A step's output cannot be read: it was written by another version or edited by hand. */
export function stepOutputInvalid(file: string, cause: unknown): WaymarkError {
  return new WaymarkError(`${file} is not what its step writes; run that step again`, {
    code: 'STEP_OUTPUT_INVALID',
    kind: 'usage',
    cause,
  });
}

/** Another process writes to the same artifacts. */
export function artifactsLocked(folder: string, pid: number): WaymarkError {
  return new WaymarkError(
    `one process at a time may write to ${folder}; process ${pid} is at work there: wait for it, or stop it`,
    { code: 'ARTIFACTS_LOCKED', kind: 'environment' },
  );
}

/** The data file is not the one that the pointer file names. */
export function pointerMismatch(pointer: string, expected: string, actual: string): WaymarkError {
  return new WaymarkError(
    `the data must be what ${pointer} names (sha256 ${expected.slice(0, 12)}…); got ${actual.slice(0, 12)}…. ` +
      'If the change is meant, run `waymark data add FILE --project PROJECT` and commit the pointer',
    { code: 'DATA_POINTER_MISMATCH', kind: 'dataInvalid' },
  );
}

/** The pointer file is not valid. */
export function pointerInvalid(pointer: string, cause: unknown): WaymarkError {
  return new WaymarkError(
    `${pointer} must hold formatVersion, path, sha256 and bytes; write it anew with \`waymark data add FILE\``,
    { code: 'DATA_POINTER_INVALID', kind: 'usage', cause },
  );
}

/** The project names no such public data set. */
export function unknownSource(name: string, known: readonly string[]): WaymarkError {
  return new WaymarkError(`--source must be one of: ${known.join(', ') || '(none)'}; got '${name}'`, {
    code: 'SOURCE_UNKNOWN',
    kind: 'usage',
  });
}

/** The download did not arrive. */
export function downloadFailed(url: string, reason: string, cause?: unknown): WaymarkError {
  return new WaymarkError(
    `${url} must be reachable; ${reason}. Without a network, get the file by other means and pass it with --data FILE`,
    { code: 'DOWNLOAD_FAILED', kind: 'environment', cause },
  );
}

/** The download arrived, but is not the file that was published. */
export function downloadMismatch(url: string, expected: string, actual: string): WaymarkError {
  return new WaymarkError(
    `${url} must have sha256 ${expected}; got ${actual}. Nothing was kept; the publisher may have changed the file`,
    { code: 'DOWNLOAD_MISMATCH', kind: 'dataInvalid' },
  );
}

/** tfjs and onnxruntime disagree on the golden rows. */
export function parityFailed(maxAbsDifference: number, tolerance: number): WaymarkError {
  return new WaymarkError(
    `tfjs and onnxruntime must agree to ${tolerance} on the golden rows; they differ by ${maxAbsDifference}. ` +
      'The model was not written; this is a defect in the export: please report it',
    { code: 'PARITY_FAILED', kind: 'refused' },
  );
}

/** A model that was asked for is not in the registry. */
export function noChampion(name: string): WaymarkError {
  return new WaymarkError(
    `model '${name}' must have a champion in this registry, and has none; \`npx turbo run promote\` makes one, --home names another registry, such as that of a \`waymark run\``,
    {
      code: 'NO_CHAMPION',
      kind: 'usage',
    },
  );
}

/** The predictions cannot go where they are asked to. */
export function predictOutInvalid(out: string, rule: string): WaymarkError {
  return new WaymarkError(`the output ${rule}; got '${out}'. Name another file or folder`, {
    code: 'PREDICT_OUT_INVALID',
    kind: 'usage',
  });
}

/** Too few labelled predictions to train on. */
export function notEnoughLabels(found: number, needed: number): WaymarkError {
  return new WaymarkError(
    `retraining needs at least ${needed} labelled predictions; the log has ${found}. Send labels to POST /v1/feedback`,
    { code: 'NOT_ENOUGH_LABELS', kind: 'usage' },
  );
}
