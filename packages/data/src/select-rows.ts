/** A table of some rows of another. */

import type { Column, Table } from '@waymark/contracts';
import { tableMisused } from './errors.js';

/** The rows at the given positions (from 0), in that order; a position may come twice. */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const positions = Array.from(rows);
  const bad = positions.find((row) => !Number.isInteger(row) || row < 0 || row >= table.rows);
  if (bad !== undefined) throw tableMisused(`rows must be 0 to ${table.rows - 1}; got ${bad}`);
  const columns = Object.entries(table.columns).map(([name, column]) => [name, pick(column, positions)]);
  return { rows: positions.length, columns: Object.fromEntries(columns) };
}

function pick(column: Column, positions: readonly number[]): Column {
  if (column instanceof Float64Array) return Float64Array.from(positions, (row) => column[row] ?? Number.NaN);
  return positions.map((row) => column[row] ?? '');
}
