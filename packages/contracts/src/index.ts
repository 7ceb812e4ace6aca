/** The nouns that cross a boundary, as types and zod parsers. Everything here is data; behaviour lives elsewhere. */

export * from './evaluation-report.js';
export * from './exit-codes.js';
export * from './feature-schema.js';
export * from './format.js';
export * from './golden-rows.js';
export * from './model-manifest.js';
export * from './ports.js';
export * from './prediction-record.js';
export * from './reference-profile.js';
export * from './run-event.js';
export * from './run-record.js';
export * from './table.js';
export * from './waymark-error.js';
