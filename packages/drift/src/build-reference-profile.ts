/**
 * Freezes the reference for drift at training time: counts on fixed bins for each feature and for the prediction.
 * Windows are compared with it later without the training rows.
 */

import {
  type ColumnProfile,
  type ColumnSchema,
  type FeatureSchema,
  featuresOf,
  isNumeric,
  type ReferenceProfile,
  type Table,
} from '@waymark/contracts';
import { categoricalProfile } from './categorical-profile.js';
import { optionsInvalid, referenceColumnsInvalid, referenceEmpty } from './errors.js';
import { numericProfile } from './numeric-profile.js';

export interface ReferenceProfileOptions {
  /** Bins of a numeric column. Default 10; ties can make it fewer or a few more. */
  readonly bins?: number | undefined;
  /** Values of a categorical column that are counted one by one. Default 20. */
  readonly topCategories?: number | undefined;
}

/**
 * Profiles the schema's features and the prediction.
 *
 * @param prediction - The positive class's probability on rows that the model was not trained on: on its own
 * training rows a model is surer than it will ever be again. They need not be the table's rows.
 * @throws WaymarkError `DRIFT_REFERENCE_COLUMNS_INVALID` naming every column that is absent, of the wrong type or
 * infinite; `DRIFT_REFERENCE_EMPTY`; `DRIFT_OPTIONS_INVALID`.
 */
export function buildReferenceProfile(
  table: Table,
  schema: FeatureSchema,
  prediction: Float64Array,
  options: ReferenceProfileOptions = {},
): ReferenceProfile {
  const { bins = 10, topCategories = 20 } = options;
  checkOptions({ bins, topCategories });
  if (table.rows === 0) throw referenceEmpty('table');
  if (prediction.length === 0) throw referenceEmpty('prediction');
  const problems: string[] = hasInfinity(prediction) ? ['prediction: it has infinite values'] : [];
  const columns = featuresOf(schema).flatMap((column) => {
    const profile = profileColumn(table, column, { bins, topCategories });
    if (typeof profile !== 'string') return [profile];
    problems.push(`${column.name}: ${profile}`);
    return [];
  });
  if (problems.length > 0) throw referenceColumnsInvalid(problems);
  return { formatVersion: 1, columns, prediction: numericProfile('prediction', prediction, bins) };
}

/** The profile, or what is wrong with the column. */
function profileColumn(
  table: Table,
  column: ColumnSchema,
  { bins, topCategories }: { readonly bins: number; readonly topCategories: number },
): ColumnProfile | string {
  const { name } = column;
  const values = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (values === undefined) return 'the table has no such column';
  if (values.length !== table.rows) return `it has ${values.length} values for ${table.rows} rows`;
  if (isNumeric(column)) {
    if (!(values instanceof Float64Array)) return 'it must be numbers, and is text';
    return hasInfinity(values) ? 'it has infinite values' : numericProfile(name, values, bins);
  }
  if (values instanceof Float64Array) return 'it must be text, and is numbers';
  return categoricalProfile(name, values, topCategories);
}

function hasInfinity(values: Float64Array): boolean {
  return values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
}

function checkOptions({ bins, topCategories }: { readonly bins: number; readonly topCategories: number }) {
  const problems: string[] = [];
  if (!Number.isInteger(bins) || bins < 2) problems.push(`bins must be an integer from 2, got ${bins}`);
  if (!Number.isInteger(topCategories) || topCategories < 1)
    problems.push(`topCategories must be an integer from 1, got ${topCategories}`);
  if (problems.length > 0) throw optionsInvalid(problems);
}
