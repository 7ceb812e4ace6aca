/**
 * The drift report as a text table for a terminal: one line a column, worst first, then the summary and the next
 * step. Leaves out the bins, which are in the JSON, and the table while all columns have too few rows.
 */

import {
  type ColumnDrift,
  type ColumnVerdict,
  type DriftReport,
  verdictsBySeverity,
} from './drift-report.js';
import { nextStep, summarise } from './explain-drift.js';

export interface FormatDriftReportOptions {
  /** Characters in a line. Default 80, and never fewer than 60. */
  readonly width?: number | undefined;
  /** Colours verdicts with ANSI codes, which take no width. Default false. */
  readonly colour?: boolean | undefined;
}

const verdictWidth = 7;
const effectWidth = 6;
const pWidth = 7;
const separators = 5;

interface Widths {
  readonly name: number;
  readonly note: number;
}

type Cells = Readonly<Record<'verdict' | 'name' | 'effect' | 'cut' | 'p' | 'note', string>>;

const heading: Cells = {
  verdict: 'verdict',
  name: 'column',
  effect: 'PSI',
  cut: 'cut',
  p: 'p',
  note: 'what changed',
};

/** Formats the report. The text ends without a line break. */
export function formatDriftReport(report: DriftReport, options: FormatDriftReportOptions = {}): string {
  const { colour = false } = options;
  const width = Math.max(60, options.width ?? 80);
  const columns = [...report.columns, ...(report.prediction ? [report.prediction] : [])].sort(bySeverity);
  const widths = columnWidths(columns, width);
  const rows = columns.map((column) => {
    const line = tableLine(cellsOf(column), widths);
    return colour ? paint(line, column.verdict) : line;
  });
  const closing = [summarise(report), nextStep(report)].flatMap((text) => wrap(text, width));
  if (columns.every(({ verdict }) => verdict === 'insufficient-data')) return closing.join('\n');
  return [tableLine(heading, widths), ...rows, '', ...closing].join('\n');
}

function columnWidths(columns: readonly ColumnDrift[], width: number): Widths {
  const name = Math.min(20, Math.max(heading.name.length, ...columns.map((column) => column.name.length)));
  return { name, note: width - verdictWidth - name - 2 * effectWidth - pWidth - separators };
}

function tableLine({ verdict, name, effect, cut, p, note }: Cells, widths: Widths): string {
  const cells = [
    verdict.padEnd(verdictWidth),
    fit(name, widths.name).padEnd(widths.name),
    effect.padStart(effectWidth),
    cut.padStart(effectWidth),
    p.padStart(pWidth),
    fit(note, widths.note),
  ];
  return cells.join(' ').trimEnd();
}

function cellsOf(column: ColumnDrift): Cells {
  return {
    verdict: shortVerdict[column.verdict],
    name: column.name,
    effect: formatEffect(column.effect),
    cut: formatEffect(column.cut),
    p: formatP(column),
    note: column.note,
  };
}

const shortVerdict: Readonly<Record<ColumnVerdict, string>> = {
  drift: 'drift',
  error: 'error',
  warn: 'warn',
  'insufficient-data': 'few',
  ok: 'ok',
};

const ansiColours: Readonly<Record<ColumnVerdict, number>> = {
  drift: 31,
  error: 35,
  warn: 33,
  'insufficient-data': 90,
  ok: 32,
};

/** Worst verdict first, then the largest effect, then the name. */
function bySeverity(a: ColumnDrift, b: ColumnDrift): number {
  return (
    verdictsBySeverity.indexOf(a.verdict) - verdictsBySeverity.indexOf(b.verdict) ||
    (b.effect ?? 0) - (a.effect ?? 0) ||
    (a.name < b.name ? -1 : 1)
  );
}

function formatEffect(effect: number | null): string {
  return effect === null ? '-' : effect >= 1000 ? '>999' : effect.toFixed(effect >= 100 ? 1 : 3);
}

/** The smallest adjusted p-value of the column's signals: the one that its verdict rests on. */
function formatP({ adjustedPValue, missing, unseen, outOfRange }: ColumnDrift): string {
  const values = [
    adjustedPValue,
    missing?.adjustedPValue,
    unseen?.adjustedPValue,
    outOfRange?.adjustedPValue,
  ].filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return '-';
  const smallest = Math.min(...values);
  if (smallest < 1e-99) return '<1e-99';
  return smallest < 0.001 ? smallest.toExponential(0) : smallest.toFixed(3);
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function paint(line: string, verdict: ColumnVerdict): string {
  const word = shortVerdict[verdict];
  return `\u001b[${ansiColours[verdict]}m${word}\u001b[0m${line.slice(word.length)}`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
