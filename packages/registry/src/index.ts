/**
 * The bundle (write, open, verify) and the embedded registry and tracker: what they keep survives kill -9, a full
 * disk and several writers at once.
 */

export { FileModelRegistry, type FileModelRegistryOptions } from './file-model-registry.js';
export { FileTracker } from './file-tracker.js';
export { type Bundle, type OpenBundleOptions, openBundle } from './open-bundle.js';
export { previousChampion, type RollbackOptions, type RollbackResult, rollback } from './rollback.js';
export { type BundleContents, type WrittenBundle, writeBundle } from './write-bundle.js';
