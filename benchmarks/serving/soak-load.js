/**
 * Requests at a constant rate, whatever the answers do (open loop): a latency counts from the time at which the request
 * was due, so that a pause of the server is seen by all that it kept waiting. Each answer is compared with what its
 * version must say of its row.
 */

import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Batches of other rows may change the last bits of a sum; what a bundle promises is this. */
const tolerance = 1e-6;

export class SoakLoad {
  answers = new Map();
  /** What was wrong, by its text, with how often. */
  failures = new Map();
  wrong = 0;
  lost = 0;
  /** Latencies in tenths of a millisecond. */
  #latencies = new Map();
  #agent;
  #options;
  #next = 0;

  /** @param options `url`, `bodies` (one a row), `expected` (version → row → class → probability), `connections` */
  constructor(options) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  }

  get count() {
    return [...this.answers.values()].reduce((sum, count) => sum + count, this.wrong + this.lost);
  }

  /** The answers a second that clients get who wait for each before they send the next. */
  async capacity(seconds) {
    const before = this.count;
    const until = performance.now() + seconds * 1000;
    const client = async () => {
      while (performance.now() < until) await this.#send(performance.now());
    };
    await Promise.all(Array.from({ length: this.#options.connections }, client));
    return (this.count - before) / seconds;
  }

  /** Sends `rate` requests a second until the time is over, and waits for the last answers. */
  async run(rate, seconds) {
    this.#latencies.clear();
    const startedAt = performance.now();
    const total = Math.round(rate * seconds);
    let open = 0;
    for (let sent = 0; sent < total; await delay(1)) {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * rate));
      for (; sent < due; sent++) {
        open += 1;
        void this.#send(startedAt + (sent / rate) * 1000).finally(() => {
          open -= 1;
        });
      }
    }
    while (open > 0) await delay(10);
    this.#agent.destroy();
  }

  /** In milliseconds. */
  quantile(q) {
    const sorted = [...this.#latencies].sort(([a], [b]) => a - b);
    let left = q * sorted.reduce((sum, [, count]) => sum + count, 0);
    for (const [latency, count] of sorted) {
      left -= count;
      if (left <= 0) return latency / 10;
    }
    return Number.NaN;
  }

  async #send(dueAt) {
    const { bodies } = this.#options;
    const row = this.#next % bodies.length;
    this.#next += 1;
    try {
      this.#judge(await this.#post(bodies[row]), row);
    } catch (error) {
      this.lost += 1;
      this.#fail(`no answer: ${error.code ?? error.message}`);
    }
    const latency = Math.round((performance.now() - dueAt) * 10);
    this.#latencies.set(latency, (this.#latencies.get(latency) ?? 0) + 1);
  }

  #judge({ status, text }, row) {
    if (status !== 200) {
      this.lost += 1;
      this.#fail(`answered with ${status}: ${text}`);
      return;
    }
    const { model_version: version, predictions } = JSON.parse(text);
    const expected = this.#options.expected[version]?.[row] ?? [];
    const got = Object.values(predictions[0].probabilities);
    const isRight =
      got.length === expected.length && got.every((value, i) => Math.abs(value - expected[i]) <= tolerance);
    if (isRight) this.answers.set(version, (this.answers.get(version) ?? 0) + 1);
    else {
      this.wrong += 1;
      this.#fail(`row ${row}, version ${version}: must be ${expected.join(', ')}, got ${got.join(', ')}`);
    }
  }

  #fail(text) {
    if (this.failures.size < 100 || this.failures.has(text))
      this.failures.set(text, (this.failures.get(text) ?? 0) + 1);
  }

  #post(body) {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(this.#options.url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
