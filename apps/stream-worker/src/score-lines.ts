/** Lines of JSON into lines of predictions, in order: a line that is no row gets a line that says so, and stops nothing. */

import type { Line } from './line-splitter.js';
import { maxBatchRows, type RowOutcome } from './row-scorer.js';

/** What scores rows: one outcome each, in order. */
export interface Scores {
  score(rows: readonly unknown[]): Promise<readonly RowOutcome[]>;
}

type ParsedLine =
  | { readonly kind: 'row'; readonly row: unknown; readonly number: number }
  | { readonly kind: 'problem'; readonly error: string; readonly number: number };

/**
 * One line of output, with its line break, for each line that is not blank.
 *
 * @param linesBefore Lines of the input before these, for the numbers in problems.
 */
export async function scoreLines(
  scorer: Scores,
  lines: readonly Line[],
  linesBefore: number,
): Promise<readonly string[]> {
  const parsed = lines.flatMap((line, i) => parseLine(line, linesBefore + i + 1));
  const rows = parsed.flatMap((line) => (line.kind === 'row' ? [line.row] : []));
  const outcomes: RowOutcome[] = [];
  for (let start = 0; start < rows.length; start += maxBatchRows)
    outcomes.push(...(await scorer.score(rows.slice(start, start + maxBatchRows))));
  let next = 0;
  return parsed.map((line) => {
    const outcome = line.kind === 'row' ? outcomes[next++] : line;
    return `${JSON.stringify(outcome && 'error' in outcome ? problemOf(outcome, line.number) : outcome)}\n`;
  });
}

function parseLine(line: Line, number: number): readonly ParsedLine[] {
  if (line === undefined) return [{ kind: 'problem', error: 'the line is too long', number }];
  if (line.trim() === '') return [];
  try {
    return [{ kind: 'row', row: JSON.parse(line), number }];
  } catch {
    // The parser's own words repeat what came.
    return [{ kind: 'problem', error: 'the line must be a JSON object {column: value}', number }];
  }
}

function problemOf({ error, key }: { readonly error: string; readonly key?: unknown }, line: number) {
  return { key, error, line };
}
