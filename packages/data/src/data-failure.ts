/** Cells that break a rule of the schema: collected, counted, and held up to a limit. */

export type FailureRule = 'type' | 'required' | 'min' | 'max' | 'values' | 'unique' | 'integer';

export interface DataFailure {
  /** Data row from 1; the header is none. Null when a whole column is meant. */
  readonly row: number | null;
  readonly column: string;
  readonly rule: FailureRule;
  /** What the rule asks for, e.g. `at least 0`. */
  readonly expected: string;
  /** The single cell that came, cut at 40 characters; never its row. */
  readonly received: string;
}

export interface FailureCount {
  readonly column: string;
  readonly rule: FailureRule;
  readonly count: number;
}

/** Who is told of each cell that breaks a rule. */
export interface FailureSink {
  add(failure: DataFailure): void;
}

const maxHeld = 10_000;
const maxReceivedLength = 40;

/** Collects the failures of one file: all are counted, the first 10 000 are held. */
export class FailureCollector implements FailureSink {
  readonly #held: DataFailure[] = [];
  readonly #counts = new Map<string, FailureCount>();
  #count = 0;

  add(failure: DataFailure): void {
    this.#count += 1;
    const { column, rule } = failure;
    const key = JSON.stringify([column, rule]);
    this.#counts.set(key, { column, rule, count: (this.#counts.get(key)?.count ?? 0) + 1 });
    if (this.#held.length >= maxHeld) return;
    this.#held.push({ ...failure, received: cut(failure.received) });
  }

  /** In the order of rows, and of columns within a row. */
  get failures(): readonly DataFailure[] {
    return this.#held.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
  }

  get count(): number {
    return this.#count;
  }

  get summary(): readonly FailureCount[] {
    return [...this.#counts.values()];
  }
}

function cut(text: string): string {
  const characters = Array.from(text.slice(0, 2 * maxReceivedLength + 2));
  if (characters.length <= maxReceivedLength) return text;
  return `${characters.slice(0, maxReceivedLength).join('')}…`;
}
