/** How a step tells what it is doing. Steps only emit; the command line draws a bar in a terminal, lines in CI. */

export interface Progress {
  /** A fact worth a line, e.g. `7,043 rows read`. */
  note(text: string): void;
  /** Work that advances: `done` of `total`, with a few words of detail. */
  advance(work: {
    readonly label: string;
    readonly done: number;
    readonly total: number;
    readonly detail?: string;
  }): void;
}

/** Says nothing: for tests and for callers that do not care. */
export const silentProgress: Progress = { note: () => {}, advance: () => {} };
