/** The newest predictions of the log as a table, with the labels that arrived later. */

import type { FeatureSchema, LogRecord, PredictionRecord, Row, Table } from '@waymark/contracts';
import { keyOf, labelOf } from '@waymark/contracts';
import { fromRows } from '@waymark/data';

export interface PredictionWindow {
  /** Oldest first. */
  readonly predictions: readonly PredictionRecord[];
  /** The last label of each prediction id that has one. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Opens the log anew at each call: it is read twice. */
export type LogSource = () => AsyncIterable<LogRecord>;

export interface WindowRequest {
  readonly model: string;
  /** Only this version's predictions; all versions when left out. */
  readonly version?: number;
  /** The newest rows that are kept. */
  readonly rows: number;
  /** Keep only predictions whose label has arrived. Default false. */
  readonly labelledOnly?: boolean;
}

/** Reads the labels first, since they come after their predictions; then the predictions. */
export async function readWindow(
  log: LogSource,
  { model, version, rows, labelledOnly = false }: WindowRequest,
): Promise<PredictionWindow> {
  const labels = await readLabels(log(), model);
  let predictions: PredictionRecord[] = [];
  for await (const record of log()) {
    if (record.type !== 'prediction' || record.model !== model) continue;
    if (version !== undefined && record.version !== version) continue;
    if (labelledOnly && !labels.has(record.id)) continue;
    predictions.push(record);
    // Trim in blocks: cutting at each row would make this quadratic.
    if (predictions.length >= 2 * rows) predictions = predictions.slice(-rows);
  }
  return { predictions: predictions.slice(-rows), labels };
}

/** The last label of each id wins. */
async function readLabels(
  log: AsyncIterable<LogRecord>,
  model: string,
): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for await (const record of log) {
    if (record.type === 'feedback' && record.model === model) labels.set(record.predictionId, record.label);
  }
  return labels;
}

/** The window's features as a table. */
export function featuresTable({ predictions }: PredictionWindow, schema: FeatureSchema): Table {
  return fromRows(
    predictions.map(({ features }) => features),
    schema,
  );
}

/** The labelled rows of the window as training data: the prediction's id is the key. */
export function labelledTable({ predictions, labels }: PredictionWindow, schema: FeatureSchema): Table {
  const key = keyOf(schema).name;
  const label = labelOf(schema).name;
  const rows = predictions.flatMap(({ id, features }): readonly Row[] => {
    const found = labels.get(id);
    return found === undefined ? [] : [{ ...features, [key]: id, [label]: found }];
  });
  return fromRows(rows, schema);
}
