/** Who takes part in a comparison: how its server starts, what it is asked, and how its answers are read. */

import { requestBytes } from '../load/load-generator.js';
import { ServerProcess } from './server-process.js';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {object} server What `ServerProcess.start` takes, without the name.
 * @property {string} path Of an inference request.
 * @property {(row: readonly number[]) => { body: string | Uint8Array, headers?: Record<string, string | number> }} request
 * @property {{ format: string, output: string } | undefined} check How its answers are read; undefined where they are no
 * answers to the row.
 */

/** Starts a contestant with a model. The result holds what a load plan needs of it. @param {Contestant} contestant */
export async function startContestant({ name, server, path, request, check }, model) {
  const process = await ServerProcess.start({ name, ...server });
  const { host, port } = process;
  return {
    ...{ name, process },
    target: {
      ...{ host, port },
      requests: model.rows.map((row) => requestBytes({ host, port, path, ...request(row) })),
      check: check && { ...check, expected: { '*': model.expected } },
    },
  };
}
