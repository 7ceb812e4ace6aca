/** The errors of MLflow's client and tracker. Every message says what must hold, what came and what to do next. */

import { WaymarkError } from '@waymark/contracts';
import { MlflowError, type MlflowFailure } from './mlflow-error.js';

/** The options of the client contradict themselves or cannot be used: all problems at once. */
export function optionsInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(`the options of the MLflow client must be corrected:\n${list(problems)}`, {
    code: 'MLFLOW_OPTIONS_INVALID',
    kind: 'usage',
  });
}

/** Names or values that MLflow would refuse, cut short or lose in silence; nothing was sent. */
export function valuesInvalid(what: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `${what} must be something that MLflow keeps as it is, and is not; nothing was sent:\n${list(problems)}`,
    { code: 'MLFLOW_VALUE_INVALID', kind: 'usage' },
  );
}

const checkAddress = 'Check that it runs and that MLFLOW_TRACKING_URI names it';
export const checkCertificates =
  'Check that MLFLOW_TRACKING_SERVER_CERT_PATH has its authority and MLFLOW_TRACKING_CLIENT_CERT_PATH what it asks for';

/** No answer came: the connection was refused or cut, a certificate was not trusted, or the time ran out. */
export function serverUnreachable(failure: MlflowFailure, advice = checkAddress): MlflowError {
  return new MlflowError(
    `${failure.request} must be answered by an MLflow server, and was not: ${failure.words}. ${advice}`,
    failure,
    { code: 'MLFLOW_UNREACHABLE', kind: 'environment' },
  );
}

/** The server answered that it cannot work now (408, 429, 5xx), as often as it was asked. */
export function serverUnavailable(failure: MlflowFailure): MlflowError {
  return new MlflowError(`${answered(failure)}. It is overloaded or broken: try again later`, failure, {
    code: 'MLFLOW_UNAVAILABLE',
    kind: 'environment',
  });
}

/** The server does not know the caller, or does not let it do this (401, 403). */
export function accessDenied(failure: MlflowFailure): MlflowError {
  return new MlflowError(
    `${answered(failure)}. Check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN`,
    failure,
    { code: 'MLFLOW_ACCESS_DENIED', kind: 'environment' },
  );
}

/** The server refused the request as it is; the same request will be refused again. */
export function requestRefused(failure: MlflowFailure): MlflowError {
  return new MlflowError(answered(failure), failure, { code: 'MLFLOW_REFUSED', kind: 'usage' });
}

/** The server has no such call: it is older than the call, or the address is not the one of its API. */
export function callUnsupported(failure: MlflowFailure): MlflowError {
  return new MlflowError(
    `${failure.request} must be a call that the server has, but it answered ${failure.status} with a page. ` +
      'Logged models need MLflow 3; otherwise check the path of MLFLOW_TRACKING_URI',
    failure,
    { code: 'MLFLOW_UNSUPPORTED', kind: 'environment' },
  );
}

/** The answer is not MLflow's: a login page or a proxy's redirect, or JSON of another shape. */
export function answerForeign(failure: MlflowFailure): MlflowError {
  return new MlflowError(
    `${failure.request} must be answered with MLflow's JSON, but the answer (${failure.status}) is something else: ` +
      `${failure.words}. Check that MLFLOW_TRACKING_URI is the tracking server's own address and not a login page's`,
    failure,
    { code: 'MLFLOW_ANSWER_FOREIGN', kind: 'environment' },
  );
}

/** The caller's AbortSignal ended the request. */
export function requestCancelled(failure: MlflowFailure): MlflowError {
  return new MlflowError(`${failure.request} was cancelled before it was answered`, failure, {
    code: 'MLFLOW_CANCELLED',
    kind: 'environment',
  });
}

/** The run's artifacts lie where only a cloud's own client can reach them. */
export function artifactsNotServed(uri: string): WaymarkError {
  const scheme = uri.split(':', 1)[0] ?? '';
  return new WaymarkError(
    `artifacts must lie behind the server (mlflow-artifacts:), but these are at ${scheme}:; ` +
      'start the server with `--serve-artifacts --artifacts-destination` and log to a new experiment',
    { code: 'MLFLOW_ARTIFACTS_NOT_SERVED', kind: 'environment' },
  );
}

/** What was downloaded is not what was uploaded. */
export function artifactMismatch(
  path: string,
  { expected, actual }: { readonly expected: string; readonly actual: string },
): WaymarkError {
  return new WaymarkError(
    `the artifact ${path} must have the sha256 ${expected}, but what came has ${actual}; ` +
      'download it again, and if that stays so, upload it again',
    { code: 'MLFLOW_ARTIFACT_MISMATCH', kind: 'environment' },
  );
}

/** The experiment was deleted on the server, which keeps its name taken. */
export function experimentDeleted(name: string): WaymarkError {
  return new WaymarkError(
    `the experiment '${name}' must be active, but it was deleted and keeps its name; ` +
      'restore it (`mlflow experiments restore`), or set MLFLOW_EXPERIMENT_NAME to another one',
    { code: 'MLFLOW_EXPERIMENT_DELETED', kind: 'usage' },
  );
}

/** The bundle to upload is not the one that the run was recorded with. */
export function bundleMismatch(folder: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the bundle in ${folder} must be the one of the run, and is not; nothing was uploaded:\n${list(problems)}\n` +
      'Run `waymark promote PROJECT` again: it restores a damaged bundle',
    { code: 'MLFLOW_BUNDLE_MISMATCH', kind: 'environment' },
  );
}

/** A certificate that a variable names cannot be read. */
export function pemUnreadable(variable: string, file: string, cause: unknown): WaymarkError {
  return new WaymarkError(
    `${variable} must name a PEM file that can be read, and ${file} is none; correct or unset it`,
    { code: 'MLFLOW_PEM_UNREADABLE', kind: 'usage', cause },
  );
}

/** What the server has under a version is not what the version was registered with. */
export function downloadDamaged(source: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `the files at ${source} must be the bundle that the version was registered with, and are not:\n${list(problems)}\n` +
      'Somebody replaced them: roll back to another version, or train a new one',
    { code: 'MLFLOW_DOWNLOAD_DAMAGED', kind: 'environment' },
  );
}

/** Every attempt to write to a model took so long that its claim on the model ran low. */
export function modelBusy(name: string): WaymarkError {
  return new WaymarkError(
    `the model '${name}' on MLflow must be written to within seconds, and the server took longer each time: ` +
      'it is overloaded; nothing was written, try again later',
    { code: 'MLFLOW_MODEL_BUSY', kind: 'environment' },
  );
}

/** The champion on the server was registered by other means: nothing says what its bytes must be. */
export function championForeign(name: string, version: number): WaymarkError {
  return new WaymarkError(
    `the champion of '${name}' on MLflow must be a version that Waymark registered, and version ${version} is not: ` +
      'move the alias to one that has the tag waymark.bundle_sha256, or give the project another name',
    { code: 'MLFLOW_CHAMPION_FOREIGN', kind: 'environment' },
  );
}

/** Something between this machine's disk and the server broke that is no answer of either. */
export function trackingFailed(cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaymarkError(
    `what a run logs must reach MLflow, and this is in the way: ${reason}. ` +
      'The run keeps it; `waymark mlflow sync` sends it once that is gone',
    { code: 'MLFLOW_TRACKING_FAILED', kind: 'environment', cause },
  );
}

function answered({ request, status, serverCode, words }: MlflowFailure): string {
  const said = serverCode === undefined ? words : `${serverCode}: ${words}`;
  return `${request} must succeed, but the server answered ${status} ${said}`.replace(/[\s.]+$/, '');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}
