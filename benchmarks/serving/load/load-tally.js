/** What came of the requests: answers by status with their latencies, wrong and lost ones, and why. */

import { checkAnswer } from './answer-check.js';
import { LatencyHistogram } from './latency-histogram.js';

const mostReasons = 20;

export class LoadTally {
  /** How late requests were sent: what the load generator itself adds to the latencies of an open loop. */
  lateness = new LatencyHistogram();
  #check;
  #checkEvery;
  #byStatus = new Map();
  #versions = new Map();
  #reasons = new Map();
  #answers = 0;
  #wrong = 0;
  #lost = 0;

  /** @param check As `checkAnswer` takes it; undefined looks at the status only. @param checkEvery 1 checks each body. */
  constructor(check, checkEvery) {
    this.#check = check;
    this.#checkEvery = checkEvery;
  }

  answered({ row, dueAt }, { status, text, bodyAt }) {
    let histogram = this.#byStatus.get(status);
    if (histogram === undefined) {
      histogram = new LatencyHistogram();
      this.#byStatus.set(status, histogram);
    }
    histogram.record(performance.now() - dueAt);
    if (status !== 200) this.#note(`answered with ${status}: ${text.slice(bodyAt, bodyAt + 200)}`);
    else if (this.#check !== undefined && this.#answers++ % this.#checkEvery === 0)
      this.#judge(row, text.slice(bodyAt));
  }

  lost(reason) {
    this.#lost += 1;
    this.#note(`no answer: ${reason}`);
  }

  /** @param {number} seconds How long the counted time was. */
  result(seconds) {
    const statuses = [...this.#byStatus].map(([status, { count }]) => [status, count]);
    const latencies = [...this.#byStatus].map(([status, histogram]) => [status, histogram.summary()]);
    const good = this.#byStatus.get(200)?.count ?? 0;
    return {
      seconds,
      requests: statuses.reduce((sum, [, count]) => sum + count, this.#lost),
      perSecond: good / seconds,
      ...{ wrong: this.#wrong, lost: this.#lost },
      statuses: Object.fromEntries(statuses),
      latencies: Object.fromEntries(latencies),
      lateness: this.lateness.summary(),
      versions: Object.fromEntries(this.#versions),
      reasons: Object.fromEntries(this.#reasons),
    };
  }

  #judge(row, body) {
    const { version, problem } = checkAnswer(this.#check, row, body);
    if (problem === undefined) this.#versions.set(version, (this.#versions.get(version) ?? 0) + 1);
    else {
      this.#wrong += 1;
      this.#note(problem);
    }
  }

  #note(reason) {
    const known = this.#reasons.get(reason);
    if (known !== undefined || this.#reasons.size < mostReasons) this.#reasons.set(reason, (known ?? 0) + 1);
  }
}
