/**
 * `monitor`: compare the newest predictions of the champion with the reference that is frozen in its bundle, and,
 * where labels have arrived, say how good the predictions were.
 */

import type { MetricValues, ModelRegistry } from '@waymark/contracts';
import { compareWithReference, type DriftReport } from '@waymark/drift';
import { binaryMetrics } from '@waymark/evaluation';
import { type Bundle, openBundle } from '@waymark/registry';
import { noChampion } from '../errors.js';
import { featuresTable, type LogSource, type PredictionWindow, readWindow } from '../prediction-window.js';
import type { Project } from '../project.js';

export interface MonitorContext {
  readonly registry: ModelRegistry;
  readonly log: LogSource;
}

export interface MonitorResult {
  readonly model: string;
  readonly version: number;
  /** Times of the first and last prediction in the window; null when it is empty. */
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly drift: DriftReport;
  readonly labels: LabelledPerformance;
}

/** What the late labels say. The metrics are null without both classes. */
export interface LabelledPerformance {
  readonly rows: number;
  /** Share of the window's predictions that have a label, 0 to 1. */
  readonly coverage: number;
  readonly metrics: MetricValues | null;
}

export async function runMonitorStep(
  project: Project,
  { registry, log }: MonitorContext,
): Promise<MonitorResult> {
  const { bundle, version } = await openChampion(project.name, registry);
  const { windowRows, ...options } = project.monitoring;
  const window = await readWindow(log, { model: project.name, version, rows: windowRows });
  const positive = bundle.manifest.classes.indexOf(bundle.manifest.positiveClass);
  const prediction = Float64Array.from(
    window.predictions,
    ({ probabilities }) => probabilities[positive] ?? Number.NaN,
  );
  const table = featuresTable(window, bundle.manifest.schema);
  const first = window.predictions[0];
  const last = window.predictions.at(-1);
  return {
    model: project.name,
    version,
    window: first && last ? { from: first.time, to: last.time } : null,
    drift: compareWithReference(bundle.referenceProfile, table, { ...options, prediction }),
    labels: labelledPerformance(window, prediction, bundle),
  };
}

/** The champion's verified bundle. Throws `NO_CHAMPION`. */
async function openChampion(
  name: string,
  registry: ModelRegistry,
): Promise<{ readonly bundle: Bundle; readonly version: number }> {
  const model = await registry.model(name);
  const version = model?.versions.find((candidate) => candidate.version === model.aliases.champion);
  if (version === undefined) throw noChampion(name);
  const folder = await registry.bundleFolder(name, version.version);
  const bundle = await openBundle(folder, { expectedManifestSha256: version.manifestSha256 });
  return { bundle, version: version.version };
}

function labelledPerformance(
  { predictions, labels }: PredictionWindow,
  probabilities: Float64Array,
  { manifest }: Bundle,
): LabelledPerformance {
  const labelled = predictions.flatMap(({ id }, row) => {
    const label = labels.get(id);
    return label === undefined ? [] : [{ label: label === manifest.positiveClass ? 1 : 0, row }];
  });
  const truth = Uint8Array.from(labelled, ({ label }) => label);
  const positives = truth.reduce((total, label) => total + label, 0);
  const bothClasses = positives > 0 && positives < truth.length;
  const scores = Float64Array.from(labelled, ({ row }) => probabilities[row] ?? Number.NaN);
  return {
    rows: truth.length,
    coverage: predictions.length === 0 ? 0 : truth.length / predictions.length,
    metrics: bothClasses ? binaryMetrics(truth, scores, manifest.threshold) : null,
  };
}
