/**
 * Requests at a constant rate, whatever the answers do: a latency counts from the time at which the request was due, not
 * from that at which it could be sent, so that a pause of the server is seen by all that it kept waiting (no coordinated
 * omission). All connections are there before the first request; while all are busy, requests wait here, and their time
 * runs.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.js';
import { cpuMicros } from './cpu-time.js';
import { LoadTally } from './load-tally.js';

const defaultDrainMs = 30_000;
/** A server takes connections from a queue of some hundreds: more at once would overflow it. */
const opensAtOnce = 64;

/**
 * @param {import('./load-generator.js').LoadPlan} plan
 * @returns With `busySeconds`, until the last answer came, and `unsent`, those that no connection was free for until the
 * very end.
 */
export async function runOpenLoop(plan) {
  const loop = new OpenLoop(plan);
  await loop.open();
  const [startedAt, cpuAtStart] = [performance.now(), cpuMicros()];
  const total = Math.round(plan.rate * plan.seconds);
  // Timers are exact to a millisecond: what became due in it goes out together.
  for (let due = 0; due < total; await delay(1)) {
    due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * plan.rate) + 1);
    loop.sendDue(due, startedAt);
  }
  const unsent = await loop.drained();
  const busySeconds = (performance.now() - startedAt) / 1000;
  const result = loop.tally.result(plan.seconds);
  return { ...result, busySeconds, unsent, cpuMicrosARequest: (cpuMicros() - cpuAtStart) / result.requests };
}

class OpenLoop {
  tally;
  #plan;
  #connections;
  /** The idle ones in a ring, and first the one that has rested longest: a server closes what rests too long. */
  #idle;
  #firstIdle = 0;
  #idleCount;
  #startedAt = 0;
  /** How many requests are due and how many were sent: those in between wait. However many, they cost nothing. */
  #due = 0;
  #sent = 0;

  constructor(plan) {
    this.#plan = plan;
    this.tally = new LoadTally(plan.check, plan.checkEvery);
    const onAnswer = (connection, request, answer) => {
      this.tally.answered(request, answer);
      this.#free(connection);
    };
    const onLost = (connection, _, reason) => {
      this.tally.lost(reason);
      this.#free(connection);
    };
    const options = { host: plan.host, port: plan.port, onAnswer, onLost };
    this.#connections = Array.from({ length: plan.connections }, () => new Connection(options));
    this.#idle = [...this.#connections];
    this.#idleCount = plan.connections;
  }

  async open() {
    const all = this.#connections;
    for (let from = 0; from < all.length; from += opensAtOnce)
      await Promise.all(all.slice(from, from + opensAtOnce).map((connection) => connection.open()));
  }

  /** @param {number} due How many requests are due by now, since the start. */
  sendDue(due, startedAt) {
    this.#due = due;
    this.#startedAt = startedAt;
    while (this.#sent < due && this.#idleCount > 0) this.#sendNext(this.#takeIdle());
  }

  /** Resolves when all is answered, or given up, with how many were never sent. */
  async drained() {
    const { drainMs = defaultDrainMs } = this.#plan;
    const busy = () => this.#connections.length - this.#idleCount;
    await settled(() => this.#sent === this.#due, drainMs);
    const unsent = this.#due - this.#sent;
    // From here on answers free their connections: what was sent still gets its time.
    this.#sent = this.#due;
    await settled(() => busy() === 0, drainMs);
    for (let open = busy(); open > 0; open--) this.tally.lost(`not within ${drainMs / 1000} s of the end`);
    for (const connection of this.#connections) connection.close();
    return unsent;
  }

  #sendNext(connection) {
    const { requests, rate } = this.#plan;
    const row = this.#sent % requests.length;
    const dueAt = this.#startedAt + (this.#sent / rate) * 1000;
    this.#sent += 1;
    this.tally.lateness.record(performance.now() - dueAt);
    connection.send(requests[row], { row, dueAt });
  }

  #free(connection) {
    if (this.#sent < this.#due) this.#sendNext(connection);
    else {
      this.#idle[(this.#firstIdle + this.#idleCount) % this.#idle.length] = connection;
      this.#idleCount += 1;
    }
  }

  #takeIdle() {
    const connection = this.#idle[this.#firstIdle];
    this.#firstIdle = (this.#firstIdle + 1) % this.#idle.length;
    this.#idleCount -= 1;
    return connection;
  }
}

/** Resolves when it is so, or when the time is over. */
async function settled(isSo, timeoutMs) {
  for (const until = performance.now() + timeoutMs; !isSo() && performance.now() < until; ) await delay(5);
}
