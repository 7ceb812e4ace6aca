/**
 * The bodies that one model takes and answers, from the columns of its schema. Categories are listed but stay open: the
 * server takes others too, and scores them as unknown. Ranges hold for training data only, and are told in words.
 */

import { type ColumnSchema, featuresOf, isNumeric, wireTypeOf } from '@waymark/contracts';
import type { ServedModel } from '../host/served-model.js';
import { columnNote } from './column-note.js';
import type { JsonSchema } from './openapi-document.js';
import { inferRequest, list, object, predictionsResponse, probability, type SchemaName } from './schemas.js';

/** They take the place of the general schemas of the same names. */
export function modelSchemas(
  { manifest }: Pick<ServedModel, 'manifest'>,
  maxRequestRows: number,
): Partial<Record<SchemaName, JsonSchema>> {
  const { schema, classes } = manifest;
  const columns = featuresOf(schema);
  const row = object(Object.fromEntries(columns.map((column) => [column.name, cellSchema(column)])));
  return {
    InstancesRequest: object({
      instances: { ...list({ ...row, additionalProperties: false }), minItems: 1, maxItems: maxRequestRows },
    }),
    InferRequest: inferRequest({
      ...list({ oneOf: columns.map(inputSchema) }, 'Each of the columns, in any order'),
      ...{ minItems: columns.length, maxItems: columns.length },
    }),
    PredictionsResponse: predictionsResponse(
      { enum: classes },
      object(Object.fromEntries(classes.map((name) => [name, probability]))),
    ),
  };
}

/** A value of the column. */
function cellSchema(column: ColumnSchema): JsonSchema {
  const type = isNumeric(column) ? column.type : 'string';
  const plain = { type: column.nullable ? [type, 'null'] : type };
  const note = columnNote(column);
  return {
    // An open list: tools offer the categories, and let other texts pass.
    ...(column.type === 'category' ? { anyOf: [{ enum: column.values }, plain] } : plain),
    ...(note === '' ? {} : { description: note }),
  };
}

/** A tensor with one value of the column for each row. */
function inputSchema(column: ColumnSchema): JsonSchema {
  return object({
    name: { const: column.name },
    shape: { ...list({ type: 'integer', minimum: 1 }, 'The number of rows'), minItems: 1, maxItems: 2 },
    datatype: { const: wireTypeOf(column) },
    data: list(cellSchema(column), 'One value a row'),
  });
}
