/** A model's name is a folder's name too, and may come from a URL: it is checked before any path is made of it. */

import { modelManifest } from '@waymark/contracts';
import { modelNameInvalid } from './errors.js';

/** @throws `MODEL_NAME_INVALID` unless the name is one that a manifest can have. */
export function assertModelName(name: string): void {
  if (!isModelName(name)) throw modelNameInvalid(name);
}

/** Whether a manifest can have the name. */
export function isModelName(name: string): boolean {
  return modelManifest.shape.name.safeParse(name).success;
}
