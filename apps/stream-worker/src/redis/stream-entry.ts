/** Entries of a Redis stream: the row that one brings, as JSON in its field `row`, and what becomes of it. */

import { maxBatchRows, type RowOutcome } from '../row-scorer.js';
import type { Scores } from '../score-lines.js';

export interface StreamEntry {
  /** As Redis gave it, e.g. `1700000000000-0`. */
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What is written for an entry before it is acknowledged. */
export interface Answer {
  readonly source: StreamEntry;
  /** `dead` is for entries that no other try would score. */
  readonly to: 'output' | 'dead';
  readonly fields: Readonly<Record<string, string>>;
}

/** As many as may be scored at once. */
export const maxEntries = maxBatchRows;

/** One answer an entry, in order. @throws What the scorer throws. */
export async function answerEntries(
  scorer: Scores,
  entries: readonly StreamEntry[],
): Promise<readonly Answer[]> {
  const rows = entries.map(({ fields }) => parseRow(fields.row));
  const outcomes = await scorer.score(rows.flatMap((row) => (row === undefined ? [] : [row.value])));
  let next = 0;
  return entries.map((entry, i) => {
    const outcome = rows[i] === undefined ? undefined : outcomes[next++];
    return outcome === undefined
      ? deadAnswer(entry, 'the field row must hold a JSON object {column: value}')
      : answerOf(entry, outcome);
  });
}

/** The entry as it came, with what is wrong with it. */
export function deadAnswer(source: StreamEntry, error: string): Answer {
  return { source, to: 'dead', fields: { ...source.fields, source: source.id, error } };
}

function answerOf(source: StreamEntry, outcome: RowOutcome): Answer {
  if ('error' in outcome) return deadAnswer(source, outcome.error);
  return {
    source,
    to: 'output',
    fields: { source: source.id, prediction: JSON.stringify(outcome) },
  };
}

function parseRow(text: string | undefined): { readonly value: unknown } | undefined {
  try {
    return text === undefined ? undefined : { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
