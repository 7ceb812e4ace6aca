/** What can be wrong with a folder of models, and with one model of it. */

import { WaymarkError } from '@waymark/contracts';

/** The folder is missing, no folder, or may not be read. */
export function modelsFolderUnreadable(folder: string, cause: Error): WaymarkError {
  return new WaymarkError(
    `the folder of models must be one that can be read: ${cause.message}; set WAYMARK_MODELS_FOLDER, or \`waymark serve --models\`, to a folder with NAME.onnx or NAME/1/model.onnx in it; got ${folder}`,
    { code: 'MODELS_FOLDER_UNREADABLE', kind: 'environment', cause },
  );
}

/** No model of the folder can be served; each is named with its reason. */
export function modelsFolderInvalid(folder: string, problems: readonly string[]): WaymarkError {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  return new WaymarkError(`the folder ${folder} must hold a model that can be served:\n${list}`, {
    code: 'MODELS_FOLDER_INVALID',
    kind: 'refused',
  });
}

/** A model, or a version of it, was refused; what served before goes on. */
export function bareModelRefused(problems: readonly string[], cause?: Error): WaymarkError {
  return new WaymarkError(problems.join('; '), { code: 'BARE_MODEL_REFUSED', kind: 'refused', cause });
}

/** A `config.pbtxt` is not what its format says. */
export function modelConfigInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(`config.pbtxt: ${problems.join('; ')}`, {
    code: 'MODEL_CONFIG_INVALID',
    kind: 'refused',
  });
}
