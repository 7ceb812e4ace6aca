/** The model of paths that name none. */

import { modelNotChosen } from '../host/errors.js';

/** The one that was chosen, or the only one of the server. @throws `MODEL_NOT_CHOSEN`. */
export function chosenModel(names: readonly string[], defaultModel: string | undefined): string {
  const [only, ...others] = names;
  const model = defaultModel ?? (others.length === 0 ? only : undefined);
  if (model === undefined) throw modelNotChosen(names);
  return model;
}
