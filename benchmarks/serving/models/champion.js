/** The champion of a registry, with its golden rows as requests of one row each. */

import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { FileModelRegistry, openBundle } from '@waymark/registry';

/**
 * @typedef {object} Champion
 * @property {string} name
 * @property {readonly string[]} rows Requests, as JSON text.
 * @property {readonly (readonly number[])[]} expected Probabilities, one list a row.
 */

/**
 * @param {string} home Of the registry.
 * @returns {Promise<Champion | undefined>} Of the first model that has one; undefined where none has.
 */
export async function championOf(home) {
  const registry = new FileModelRegistry(home);
  const found = (await registry.models()).find(({ aliases }) => aliases.champion !== undefined);
  if (found === undefined) return undefined;
  const folder = await registry.bundleFolder(found.model, found.aliases.champion);
  const { golden, exampleRequest } = await openBundle(folder);
  const requestOf = (row) =>
    JSON.stringify({
      inputs: exampleRequest.inputs.map(({ name, datatype }) => ({
        name,
        shape: [1],
        datatype,
        data: [row[name]],
      })),
    });
  return { name: found.model, rows: golden.rows.map(requestOf), expected: golden.expected.probabilities };
}

/** The registry alone, in another place: a benchmark must not write to the log of the one that is used. */
export async function copyRegistry(home, folder) {
  await cp(join(home, 'registry'), join(folder, 'registry'), { recursive: true });
}
