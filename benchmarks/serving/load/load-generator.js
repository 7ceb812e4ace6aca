/**
 * The load generator as its users see it: a process of its own that runs one plan at a time. It must cost less for a
 * request than the servers do, since it shares the machine with them.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} LoadPlan
 * @property {string} host
 * @property {number} port
 * @property {readonly Uint8Array[]} requests Whole HTTP requests, one a row; sent in turn.
 * @property {number} connections
 * @property {number} seconds
 * @property {number} [rate] Requests a second, whatever the answers do (open loop). Without it each connection sends the
 * next request when it has its answer (closed loop).
 * @property {number} [drainMs] How long an open loop waits for its last answers. Default 30 s.
 * @property {object} [check] What answers must say; see answer-check.js. Without it only their status is looked at.
 * @property {number} checkEvery The body of each so manieth answer is checked.
 */

export class LoadGenerator {
  #child = fork(fileURLToPath(new URL('load-process.js', import.meta.url)), { serialization: 'advanced' });
  #ended = once(this.#child, 'exit').then(() => {
    throw new Error('the load generator ended in the midst of a run');
  });

  constructor() {
    // Whoever runs a plan is told; nobody else has to be.
    this.#ended.catch(() => {});
  }

  /** @param {LoadPlan} plan */
  async run(plan) {
    this.#child.send(plan);
    const [result] = await Promise.race([once(this.#child, 'message'), this.#ended]);
    return result;
  }

  close() {
    this.#child.disconnect();
  }
}

/**
 * A whole request as bytes: a POST of the body, or a GET where there is none.
 * @param {object} request `host`, `port`, `path`, and perhaps `body` and `headers` beside Host and the length.
 */
export function requestBytes({ host, port, path, body, headers = {} }) {
  const payload = Buffer.from(body ?? '');
  const ofBody = { 'Content-Type': 'application/json', ...headers, 'Content-Length': payload.length };
  const lines = Object.entries({ Host: `${host}:${port}`, ...(body === undefined ? headers : ofBody) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const method = body === undefined ? 'GET' : 'POST';
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), payload]);
}
