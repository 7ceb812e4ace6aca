/**
 * The predictions of one request on their way to the log: as records, which any sink takes, and as the lines that the
 * records would make. Lines are written by hand: this is on the path of every request, and making an object for each
 * record only to turn it into text takes twice as long.
 */

import type { PredictionRecord } from '@waymark/contracts';
import type { Cell, ExactCell } from '../engine/tensor-layout.js';
import { labelOf, probabilitiesOf, type ScoredRows } from '../scoring/scored-rows.js';

export interface PredictionRows extends ScoredRows {
  /** What was asked, row by row, in the order of the model's inputs. */
  readonly cells: readonly ExactCell[];
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** A sink that takes predictions as they come, without a record for each. */
export interface PredictionRowSink {
  writePredictions(rows: PredictionRows): void;
}

export function predictionRecords(rows: PredictionRows): readonly PredictionRecord[] {
  const { served, ids, cells, time } = rows;
  const { model, version, contract } = served;
  return ids.map((id, row) => ({
    ...{ type: 'prediction', id, time, model, version },
    features: Object.fromEntries(
      contract.inputs.map(({ name }, i) => [name, asCell(cells[row * contract.inputs.length + i] ?? null)]),
    ),
    label: labelOf(rows, row),
    probabilities: [...probabilitiesOf(rows, row)],
  }));
}

/** A record's numbers are JSON's, which round; a line has all digits. */
function asCell(cell: ExactCell): Cell {
  return typeof cell === 'bigint' ? Number(cell) : cell;
}

/** `JSON.stringify` of the record of one row. */
export function predictionLine(rows: PredictionRows, row: number): string {
  const { served, ids, time, probabilityTexts } = rows;
  return (
    `{"type":"prediction","id":"${ids[row]}","time":"${time}","model":"${served.model}","version":${served.version},` +
    `"features":{${featuresText(rows, row)}},"label":${quote(labelOf(rows, row))},` +
    `"probabilities":[${probabilityTexts[row]}]}`
  );
}

function featuresText({ served, cells }: PredictionRows, row: number): string {
  const { featureHeads } = served.contract;
  const start = row * featureHeads.length;
  let text = '';
  for (let i = 0; i < featureHeads.length; i++) text += featureHeads[i] + cellText(cells[start + i] ?? null);
  return text;
}

/** Cells are checked: their numbers are finite. */
function cellText(cell: ExactCell): string {
  return typeof cell === 'string' ? quote(cell) : String(cell);
}

/** Text that JSON writes as it is: no quote, backslash, control character or surrogate. Most categories are such. */
const plainText = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function quote(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}
