/** Tables one after the other. */

import type { Column, Table } from '@waymark/contracts';
import { tableMisused } from './errors.js';

/** All rows in order. The tables must have the same columns of the same kind; no tables give a table without rows. */
export function concatTables(tables: readonly Table[]): Table {
  const names = Object.keys(tables[0]?.columns ?? {});
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  if (tables.some((table) => Object.keys(table.columns).length !== names.length))
    throw tableMisused('tables to join must have the same columns');
  const columns = names.map((name) => [name, concatColumn(tables, { name, rows })]);
  return { rows, columns: Object.fromEntries(columns) };
}

function concatColumn(tables: readonly Table[], { name, rows }: { name: string; rows: number }): Column {
  const parts = tables.map((table) => table.columns[name]);
  if (parts.every((part) => part instanceof Float64Array)) return concatNumbers(parts, rows);
  return parts.flatMap((part) => {
    if (part === undefined || part instanceof Float64Array)
      throw tableMisused(`tables to join must have the column '${name}', all as text or all as numbers`);
    return part;
  });
}

function concatNumbers(parts: readonly Float64Array[], rows: number): Float64Array {
  const joined = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
