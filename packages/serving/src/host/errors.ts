/** What can be wrong with a model: that a path names, and before it takes traffic. */

import { WaymarkError } from '@waymark/contracts';
import { ServingError } from '../serving-error.js';

/** The server does not host a model of that name. The first words are those that Triton's clients look for. */
export function modelUnknown(): ServingError {
  return new ServingError(
    'Request for unknown model: none of that name is served here; GET /v1/models lists those that are',
    { code: 'MODEL_UNKNOWN', kind: 'usage', status: 404 },
  );
}

/** The version is not the one that serves. */
export function modelVersionUnknown(model: string, serving: number): ServingError {
  return new ServingError(
    `Request for unknown model: that version of '${model}' is not served; version ${serving} is`,
    { code: 'MODEL_VERSION_UNKNOWN', kind: 'usage', status: 404 },
  );
}

/** The model has no such label: only the champion is loaded, and a label names what is loaded. */
export function modelLabelUnknown(model: string, labels: readonly string[]): ServingError {
  return new ServingError(
    `the label of '${model}' must be ${labels.join(' or ')}: versions with other labels are not loaded`,
    { code: 'MODEL_LABEL_UNKNOWN', kind: 'usage', status: 404 },
  );
}

/** The path names no model, and there are several. */
export function modelNotChosen(models: readonly string[]): ServingError {
  return new ServingError(
    `this path names no model and the server has ${models.length}: ${models.join(', ')}; set WAYMARK_DEFAULT_MODEL to one of them, or name it in the path: POST /v1/models/MODEL:predict`,
    { code: 'MODEL_NOT_CHOSEN', kind: 'usage', status: 400 },
  );
}

/** A client asked to load what is loaded under that name already. */
export function modelAlreadyLoaded(): ServingError {
  return new ServingError('a model is loaded under that name already; unload it first to load another', {
    code: 'MODEL_ALREADY_LOADED',
    kind: 'usage',
    status: 409,
  });
}

/** Clients may not load and unload models here, nor set rollouts. */
export function modelControlOff(): ServingError {
  return new ServingError(
    'clients cannot change what is served here: that is switched off; start the server with WAYMARK_MODEL_CONTROL=explicit',
    { code: 'MODEL_CONTROL_OFF', kind: 'usage', status: 400 },
  );
}

/** A client may not load or unload that, or it cannot be loaded. */
export function modelControlRefused(reason: string): ServingError {
  return new ServingError(`the model cannot be loaded or unloaded: ${reason}`, {
    code: 'MODEL_CONTROL_REFUSED',
    kind: 'usage',
    status: 400,
  });
}

/** The model has no version that takes traffic yet. */
export function modelNotReady(model: string): ServingError {
  return new ServingError(
    `the model '${model}' is not ready: no version of it is loaded; GET /v1/models tells its state, or what is wrong with it`,
    {
      code: 'MODEL_NOT_READY',
      kind: 'environment',
      status: 503,
      retryAfterSeconds: 1,
    },
  );
}

/** A client asked that the model is not served. */
export function modelUnloaded(model: string): ServingError {
  return new ServingError(
    `the model '${model}' was unloaded by a client; POST /v2/repository/models/${encodeURIComponent(model)}/load loads it`,
    { code: 'MODEL_UNLOADED', kind: 'environment', status: 503 },
  );
}

/** The registry names no champion for a model that should be served. */
export function championMissing(model: string): WaymarkError {
  return new WaymarkError(
    `the model '${model}' must have a champion in the registry, and has none; \`npx turbo run promote\` makes one, and WAYMARK_HOME or --home names another registry, such as that of a \`waymark run\``,
    { code: 'CHAMPION_MISSING', kind: 'usage' },
  );
}

/** A version was refused before it took traffic; the version that serves is not disturbed. */
export function modelRefused(model: string, version: number, cause: Error): WaymarkError {
  return new WaymarkError(
    `version ${version} of '${model}' was refused and takes no traffic: ${cause.message}`,
    { code: 'MODEL_REFUSED', kind: 'refused', cause },
  );
}

/** The golden rows came out otherwise than the bundle says. */
export function goldenMismatch(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `its golden rows must give the outputs that the bundle holds: ${problems.join('; ')}. Train and promote it anew`,
    { code: 'GOLDEN_MISMATCH', kind: 'refused' },
  );
}

/** The manifest's outputs are not those that this server can answer with. */
export function outputsUnsupported(problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `a served model must have the outputs label [N] and probabilities [N, 2]: ${problems.join('; ')}`,
    { code: 'OUTPUTS_UNSUPPORTED', kind: 'refused' },
  );
}
