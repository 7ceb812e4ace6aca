/**
 * The bundle (write, open, verify) and the embedded registry and tracker: what they keep survives kill -9, a full
 * disk and several writers at once.
 */

export { applyAliasMove } from './alias-move.js';
export { bundlePath } from './bundle-path.js';
export { replaceFile, syncFolder } from './durable-file.js';
export { unknownModel, unknownVersion } from './errors.js';
export { FileModelRegistry, type FileModelRegistryOptions } from './file-model-registry.js';
export { FileRunJournals } from './file-run-journals.js';
export { FileTracker } from './file-tracker.js';
export { isAlive } from './is-alive.js';
export { assertModelName, isModelName } from './model-name.js';
export { type Bundle, type OpenBundleOptions, openBundle } from './open-bundle.js';
export { previousChampion, type RollbackOptions, type RollbackResult, rollback } from './rollback.js';
export { storeBundle } from './store-bundle.js';
export { removeStale, temporaryPath } from './temporary-path.js';
export { type BundleContents, type WrittenBundle, writeBundle } from './write-bundle.js';
