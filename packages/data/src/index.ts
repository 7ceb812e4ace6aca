/**
 * Reads, validates, splits, hashes and writes tables. Types and rules come from the feature schema; DuckDB reads and
 * writes Parquet and reads JSON lines. No network, no state between calls.
 */

export { assertNoFailures, assertValid } from './assert-valid.js';
export { concatTables } from './concat-tables.js';
export { type DataFailure, FailureCollector, type FailureCount, type FailureRule } from './data-failure.js';
export { type FileHash, hashFile } from './hash-file.js';
export { hashTable } from './hash-table.js';
export { fromRows, toRows } from './json-rows.js';
export type { RowRange } from './raw-table.js';
export { type ReadOptions, type ReadResult, readTable } from './read-table.js';
export { countRows, type ScanOptions, scanTable, type TableChunk } from './scan-table.js';
export { selectRows } from './select-rows.js';
export { type SplitOptions, type SplitTables, splitTable } from './split-table.js';
export { type FoldOptions, stratifiedFolds } from './stratified-folds.js';
export { TableWriter } from './table-writer.js';
export { writeTable } from './write-table.js';
