/** Every error that this package throws on purpose. Messages name files, columns and rows, and single cells at most. */

import { WaymarkError } from '@waymark/contracts';

/** The file is not there. */
export function fileMissing(file: string): WaymarkError {
  return new WaymarkError(`the data file must exist; ${file} does not. Check the path`, {
    code: 'DATA_FILE_MISSING',
    kind: 'usage',
  });
}

/** The extension names no format that is known. */
export function formatUnsupported(file: string, extensions: readonly string[]): WaymarkError {
  return new WaymarkError(
    `a data file must end in ${extensions.join(', ')}; got ${file}. Convert it, or rename it if it is one of these`,
    { code: 'DATA_FORMAT_UNSUPPORTED', kind: 'usage' },
  );
}

/** The file has no header or no rows. */
export function fileEmpty(file: string, what: 'header' | 'rows'): WaymarkError {
  return new WaymarkError(
    `${file} must have a header and at least one row; it has no ${what}. Check that it was written completely`,
    { code: 'DATA_FILE_EMPTY', kind: 'dataInvalid' },
  );
}

/** The columns are not those of the schema: all problems at once. */
export function columnsInvalid(file: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `${file} must have each column of the schema once; ${problems.join('; ')}. Correct the file or the schema`,
    { code: 'DATA_COLUMNS_INVALID', kind: 'dataInvalid' },
  );
}

/** The file's bytes are not what its extension says. `problems` say where, never what the rows hold. */
export function fileUnreadable(file: string, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `${file} must be a well-formed file of its kind:\n${lines(problems)}\nCorrect the file or export it again`,
    { code: 'DATA_FILE_UNREADABLE', kind: 'dataInvalid' },
  );
}

/** Cells break the schema's rules. `details` are lines with single failures, `summary` counts all of them. */
export function dataInvalid(
  file: string,
  { count, details, summary }: { count: number; details: readonly string[]; summary: readonly string[] },
): WaymarkError {
  const shown = details.length < count ? `; the first ${details.length}` : '';
  return new WaymarkError(
    `${file} must keep the schema's rules; ${count} ${count === 1 ? 'cell breaks' : 'cells break'} them${shown}:\n` +
      `${lines(details)}\nBy column and rule:\n${lines(summary)}\n` +
      'Correct these cells, or change the schema if they are right',
    { code: 'DATA_INVALID', kind: 'dataInvalid' },
  );
}

/** Rows from memory do not have the schema's types. */
export function rowsInvalid(count: number, details: readonly string[]): WaymarkError {
  const shown = details.length < count ? `; the first ${details.length}` : '';
  return new WaymarkError(
    `rows must have the schema's types; ${count} values do not${shown}:\n${lines(details)}\nCorrect the caller`,
    { code: 'DATA_ROWS_INVALID', kind: 'usage' },
  );
}

/** A split has no row of one class: nothing can be learnt or measured on it. */
export function splitLacksClass(rows: number, problems: readonly string[]): WaymarkError {
  return new WaymarkError(
    `each split must hold rows of both classes; of ${rows} rows ${problems.join('; ')}. ` +
      'Bring more rows, or enlarge the split',
    { code: 'DATA_SPLIT_LACKS_CLASS', kind: 'dataInvalid' },
  );
}

/** Options that contradict themselves: all problems at once. */
export function optionsInvalid(problems: readonly string[]): WaymarkError {
  return new WaymarkError(`the options are out of range: ${problems.join('; ')}. Correct them`, {
    code: 'DATA_OPTIONS_INVALID',
    kind: 'usage',
  });
}

/** The table could not be put on disk. */
export function writeFailed(file: string, cause: unknown): WaymarkError {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  return new WaymarkError(
    `${file} must be writable; ${reason}. Nothing was replaced; check space and permissions`,
    { code: 'DATA_WRITE_FAILED', kind: 'environment', cause },
  );
}

/** A function was called with tables that it cannot take: a defect in the caller. */
export function tableMisused(problem: string): WaymarkError {
  return new WaymarkError(`${problem}. This is a defect in the calling code`, {
    code: 'DATA_TABLE_MISUSED',
    kind: 'bug',
  });
}

function lines(items: readonly string[]): string {
  return items.map((item) => `  ${item}`).join('\n');
}
