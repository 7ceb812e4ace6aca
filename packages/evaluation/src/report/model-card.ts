/**
 * `MODEL_CARD.md`: what a model predicts, from what, how well, and where not to trust it. A short form of Mitchell et
 * al. 2019 (Model Cards for Model Reporting); metrics by group of people are left out.
 */

import {
  type EvaluationReport,
  featuresOf,
  type ModelManifest,
  metricNames,
  wireTypeOf,
} from '@waymark/contracts';
import {
  dataSourceText,
  decimal,
  intervalText,
  intervalTitle,
  limits,
  metricTitle,
  whole,
} from './wording.js';

export interface ModelCardInput {
  readonly report: EvaluationReport;
  /** The manifest without its `files`: the card is one of them, so their hashes come later. */
  readonly manifest: Pick<
    ModelManifest,
    'name' | 'schema' | 'classes' | 'threshold' | 'model' | 'data' | 'lineage'
  >;
}

/** The card as Markdown, ending with a line feed. */
export function renderModelCard({ report, manifest }: ModelCardInput): string {
  const { name, classes, threshold, model, data, lineage } = manifest;
  const { splits, training } = report;
  return `# Model card: ${plain(name)}

Predicts ${classes.map(plain).join(' or ')}: the positive class is
**${plain(report.positiveClass)}**, predicted when its probability is at least **${decimal(threshold)}**.

- **Data:** ${dataSourceText(data.source)}. ${plain(data.description)}
- **Rows:** ${whole(splits.train.rows)} to train, ${whole(splits.validation.rows)} to validate, ${whole(splits.test.rows)} to test (${whole(splits.test.positives)} of them positive).
- **Model:** ${plain(model.kind)}, trained with ${plain(model.backend)}, seed ${model.seed}, best epoch ${training.bestEpoch} of ${training.epochs}.
- **Same model everywhere:** training and serving differ by at most ${report.parity.maxAbsDifference.toExponential(1)} on ${whole(report.parity.rows)} golden rows.

## How well, on rows it never saw

${metricsTable(report)}

## Limits

${limits(report)
  .map((limit) => `- ${plain(limit)}`)
  .join('\n')}

## Inputs

${inputsTable(manifest.schema)}

## Lineage

| what | sha256 |
|---|---|
| data | \`${lineage.dataHash}\` |
| parameters | \`${lineage.parametersHash}\` |
| code | \`${lineage.codeHash}\` |
`;
}

function metricsTable(report: EvaluationReport): string {
  const baselines = Object.entries(report.baselines);
  const head = ['metric', 'value', intervalTitle(report), ...baselines.map(([name]) => plain(name))];
  const rows = metricNames.map((name) => [
    metricTitle(name),
    decimal(report.metrics[name].value),
    intervalText(report.metrics[name]),
    ...baselines.map(([, values]) => decimal(values[name])),
  ]);
  return markdownTable([head, ['---', ...head.slice(1).map(() => '---:')], ...rows]);
}

function inputsTable(schema: ModelManifest['schema']): string {
  const rows = featuresOf(schema).map((column) => [
    plain(column.name),
    wireTypeOf(column),
    column.nullable ? 'may be missing' : 'required',
    plain(column.description ?? ''),
  ]);
  return markdownTable([['column', 'type', 'missing', 'meaning'], ['---', '---', '---', '---'], ...rows]);
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Keeps names and descriptions from ending a table cell, a line, or starting HTML. */
function plain(text: string): string {
  return text.replaceAll(/[\\|`*_<[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
