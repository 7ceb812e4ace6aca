/**
 * The body of `/invocations`: exactly one of MLflow's four JSON forms, or CSV with a header. Stricter than MLflow, as
 * every protocol of this server: columns that the model does not have are refused, and missing ones are null and never
 * the text "nan". `params` must be empty, since models here take none. Parquet is left out.
 */

import type { RequestRows } from '../../engine/tensor-layout.js';
import { parametersProblem } from '../empty-parameters.js';
import { isJsonObject, Problems } from '../problems.js';
import type { RowOptions } from '../rows/collect-rows.js';
import { parseColumns } from '../rows/columns.js';
import { parseInstances } from '../rows/instances.js';
import { CsvBody } from './csv-body.js';
import { parseCsvFrame, parseSplitFrame } from './data-frame.js';

const jsonForms = {
  dataframe_split: parseSplitFrame,
  dataframe_records: (rows, options) => parseInstances(rows, 'dataframe_records', options),
  instances: (rows, options) => parseInstances(rows, 'instances', options),
  inputs: parseColumns,
} as const satisfies Record<string, (value: unknown, options: RowOptions) => RequestRows>;

/** @throws `REQUEST_INVALID` with all problems, `TOO_MANY_ROWS`. */
export function parseScoringRequest(body: unknown, options: RowOptions): RequestRows {
  if (body instanceof CsvBody) return parseCsvFrame(body.text, options);
  const request = isJsonObject(body) ? body : {};
  const present = Object.entries(jsonForms).filter(([form]) => Object.hasOwn(request, form));
  const problems = new Problems();
  if (present.length !== 1)
    problems.add(
      `the body must be a JSON object with exactly one of ${Object.keys(jsonForms).join(', ')}; got ${present.map(([form]) => form).join(' and ') || 'none of them'}`,
    );
  const problem = parametersProblem('params', request.params);
  if (problem !== undefined) problems.add(problem);
  problems.throwIfAny();
  const [found] = present;
  if (!found) throw new TypeError('one form is present');
  const [form, parse] = found;
  return parse(request[form], options);
}
