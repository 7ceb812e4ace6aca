/** The evaluation as a plain text table for terminals: each metric, its interval, and the baselines beside it. */

import { type EvaluationReport, metricNames } from '@waymark/contracts';
import { invalidOptions } from '../errors.js';
import { metricCatalogue } from '../metrics/metric-catalogue.js';
import { dataSourceText, decimal, intervalText, intervalTitle, whole } from './wording.js';

export interface MetricsTableOptions {
  /** Longest line, at least 40. Baselines that do not fit are left out. Default 80. */
  readonly width?: number;
}

const narrowest = 40;
const gap = '  ';

/** Lines joined by line feeds, without one at the end. Throws EVALUATION_OPTIONS_INVALID. */
export function renderMetricsTable(report: EvaluationReport, options: MetricsTableOptions = {}): string {
  const { width = 80 } = options;
  if (!(width >= narrowest)) throw invalidOptions([`width must be at least ${narrowest}; got ${width}`]);
  const { splits, model, positiveClass, threshold, dataSource } = report;
  const rule = (columns: readonly Column[]) => '-'.repeat(lineWidth(columns));
  const columns = fitting(columnsOf(report), width);
  const [head = '', ...rows] = alignedLines(columns);
  return [
    `${model}: ${whole(splits.test.rows)} test rows, ${whole(splits.test.positives)} of them '${positiveClass}'`,
    `data: ${dataSourceText(dataSource)}`,
    head,
    rule(columns),
    ...rows,
    rule(columns),
    `lower is better: ${lowerIsBetter()}; threshold ${decimal(threshold)}`,
  ]
    .map((line) => shortened(line.trimEnd(), width))
    .join('\n');
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
}

function columnsOf(report: EvaluationReport): readonly Column[] {
  const baselines = Object.entries(report.baselines).map(([title, values]) => ({
    title,
    cells: metricNames.map((name) => decimal(values[name])),
  }));
  return [
    { title: 'metric', cells: metricNames.map((name) => metricCatalogue[name].title) },
    { title: 'value', cells: metricNames.map((name) => decimal(report.metrics[name].value)) },
    {
      title: intervalTitle(report),
      cells: metricNames.map((name) => intervalText(report.metrics[name])),
    },
    ...baselines,
  ];
}

function fitting(columns: readonly Column[], width: number): readonly Column[] {
  const tooWide = columns.findIndex((_, i) => lineWidth(columns.slice(0, i + 1)) > width);
  return tooWide === -1 ? columns : columns.slice(0, tooWide);
}

/** The title line and one line a metric; the first column to the left, numbers to the right. */
function alignedLines(columns: readonly Column[]): readonly string[] {
  const padded = columns.map((column, i) => {
    const width = columnWidth(column);
    const pad = (cell: string) => (i === 0 ? cell.padEnd(width) : cell.padStart(width));
    return [column.title, ...column.cells].map(pad);
  });
  const lines = metricNames.length + 1;
  return Array.from({ length: lines }, (_, line) => padded.map((cells) => cells[line] ?? '').join(gap));
}

function columnWidth({ title, cells }: Column): number {
  return Math.max(title.length, ...cells.map((cell) => cell.length));
}

function lineWidth(columns: readonly Column[]): number {
  return columns.reduce((total, column) => total + columnWidth(column), gap.length * (columns.length - 1));
}

function lowerIsBetter(): string {
  const lower = metricNames.filter((name) => metricCatalogue[name].better === 'lower');
  return lower.map((name) => metricCatalogue[name].title).join(', ');
}

function shortened(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
