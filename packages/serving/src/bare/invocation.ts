/**
 * The body of `/invocations` for a bare model: `inputs` and `instances` as tensors, or a table (`table-form.ts`) as CSV or
 * a data frame where the model takes columns. The predictions are the outputs by name.
 */

import { requestInvalid } from '../http/errors.js';
import { parametersProblem } from '../protocols/empty-parameters.js';
import { CsvBody } from '../protocols/mlflow/csv-body.js';
import { isJsonObject } from '../protocols/problems.js';
import type { TensorRequest } from './infer-request.js';
import { renderLists } from './nested-values.js';
import { type FormOptions, parseInputsForm, parseRowsForm } from './row-forms.js';
import { parseCsvForm, parseRecordsForm, parseSplitForm } from './table-form.js';
import type { ScoredTensors } from './tensor-scorer.js';

const forms = {
  inputs: parseInputsForm,
  instances: (rows, options) => parseRowsForm(rows, 'instances', options),
  dataframe_records: parseRecordsForm,
  dataframe_split: parseSplitForm,
} as const satisfies Record<string, (value: unknown, options: FormOptions) => TensorRequest>;

/** @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`. */
export function parseInvocation(body: unknown, options: FormOptions): TensorRequest {
  if (body instanceof CsvBody) return parseCsvForm(body.text, options);
  const request = isJsonObject(body) ? body : {};
  const present = Object.entries(forms).filter(([form]) => Object.hasOwn(request, form));
  const [found, ...others] = present;
  const problem = parametersProblem('params', request.params);
  if (problem !== undefined) throw requestInvalid([problem]);
  if (!found || others.length > 0)
    throw requestInvalid([
      `the body must be a JSON object with exactly one of ${Object.keys(forms).join(', ')}`,
    ]);
  const [form, parse] = found;
  return parse(request[form], options);
}

/** JSON text. */
export function renderInvocation({ served, outputs }: ScoredTensors): string {
  const rendered = outputs.map((tensor) => `${JSON.stringify(tensor.name)}:${renderLists(tensor)}`);
  return `{"predictions":{${rendered.join(',')}},"model_version":"${served.version}"}`;
}
