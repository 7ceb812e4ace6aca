/** What a person reads once the server is ready: how good the model is, where the files are, and what to paste. */

import { join } from 'node:path';
import { type EvaluationReport, type MetricName, metricNames } from '@waymark/contracts';
import type { Bundle } from '@waymark/registry';
import { type ReadyPlaces, renderPlaces } from './ready-places.js';

const titles = {
  rocAuc: 'ROC-AUC',
  averagePrecision: 'Average precision',
  brier: 'Brier score',
  logLoss: 'Log loss',
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
} satisfies Record<MetricName, string>;

export interface ReadyModel {
  readonly version: number;
  readonly bundle: Bundle;
}

/** Lines for stdout; all but the paths fit 80 columns. */
export function renderReady(models: readonly ReadyModel[], places: ReadyPlaces): string {
  return [...models.map((model) => renderModel(model, places.address)), renderPlaces(places), ''].join(
    '\n\n',
  );
}

function renderModel({ version, bundle }: ReadyModel, address: string): string {
  const { manifest, metrics, folder } = bundle;
  const { name } = manifest;
  const example = join(folder, 'example-request.json');
  return [
    `${name} v${version} is ready at ${address}`,
    '',
    ...renderMetrics(metrics),
    '',
    `bundle       ${folder}`,
    `report       ${join(folder, 'evaluation.html')}`,
    '',
    'try it:',
    `curl -s -H 'content-type: application/json' -d @${example} ${address}/v2/models/${name}/infer`,
  ].join('\n');
}

function renderMetrics({ metrics, splits, dataSource, training }: EvaluationReport): readonly string[] {
  const source = dataSource === 'simulated' ? 'SIMULATED data' : `data: ${dataSource}`;
  const rows = metricNames.map((name) => {
    const { value, low, high } = metrics[name];
    return `  ${titles[name].padEnd(18)} ${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  });
  return [
    `${training.kind} on ${splits.test.rows.toLocaleString('en-US')} test rows, 95 % intervals; ${source}`,
    ...rows,
  ];
}
