/**
 * The body of `:predict` (TensorFlow Serving's api_rest.md, "Predict API"; KServe's v1 protocol is its row form): rows
 * under `instances` or columns under `inputs`. Base64 text (`{"b64": …}`) is left out: text goes as JSON has it.
 */

import type { RequestRows } from '../../engine/tensor-layout.js';
import { requestInvalid } from '../../http/errors.js';
import { isJsonObject, Problems } from '../problems.js';
import type { RowOptions } from '../rows/collect-rows.js';
import { parseColumns } from '../rows/columns.js';
import { parseInstances } from '../rows/instances.js';
import { servingSignature } from './metadata.js';

export interface PredictRequest extends RequestRows {
  /** The answer has the form of the request. */
  readonly form: 'rows' | 'columns';
}

/** @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`. */
export function parsePredictRequest(body: unknown, options: RowOptions): PredictRequest {
  if (!isJsonObject(body))
    throw requestInvalid(['the body must be {"instances": [{column: value}]} with at least one row']);
  const hasRows = body.instances !== undefined;
  const hasColumns = body.inputs !== undefined;
  const problems = new Problems();
  if (hasRows === hasColumns)
    problems.add(
      `the body must have either instances (a list of rows) or inputs (columns), got ${hasRows ? 'both' : 'neither'}`,
    );
  if (body.signature_name !== undefined && body.signature_name !== servingSignature)
    problems.add(`signature_name must be ${servingSignature}, or left out`);
  problems.throwIfAny();
  if (hasRows) return { form: 'rows', ...parseInstances(body.instances, 'instances', options) };
  return { form: 'columns', ...parseColumns(body.inputs, options) };
}
