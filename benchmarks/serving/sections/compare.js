/**
 * Contestants side by side: closed loops in short rounds of alternating order, so that what else the machine does meets
 * all of them. What is told of each are medians over its rounds.
 */

import { median } from '../../statistics.js';
import { startContestant } from '../contestants/contestant.js';

/** Bodies are checked now and then: each costs the load a JSON.parse, and statuses are looked at always. */
const checkEvery = 16;

/**
 * @typedef {object} Standing
 * @property {string} name
 * @property {number} perSecond
 * @property {number} p50 Milliseconds.
 * @property {number} p99
 * @property {number} residentBytes
 * @property {number} cpuMicros Processor time that a request cost the server, all its processes together.
 * @property {number} loadMicros What it cost the load generator.
 * @property {readonly number[]} rounds Answers a second.
 */

/**
 * @param {readonly import('../contestants/contestant.js').Contestant[]} contestants
 * @param {import('./context.js').BenchmarkContext} context
 * @returns {Promise<readonly Standing[]>} In the order of the contestants.
 */
export async function compare(contestants, model, { connections, context }) {
  const { load, rounds, seconds } = context;
  const started = [];
  try {
    for (const contestant of contestants) started.push(await startContestant(contestant, model));
    const results = new Map(started.map((contestant) => [contestant, []]));
    for (const contestant of started) await runRound(load, contestant, { connections, seconds: 1 });
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? started : started.toReversed();
      for (const contestant of order)
        results.get(contestant).push(await runRound(load, contestant, { connections, seconds }));
    }
    return started.map((contestant) => standingOf(contestant, results.get(contestant)));
  } finally {
    for (const { process } of started) await process.stop();
  }
}

/**
 * One closed loop.
 * @returns The load's result with `serverMicros`, what a request cost the server.
 * @throws When an answer is wrong or missing: then there is nothing to compare.
 */
export async function runRound(load, { name, target, process }, { connections, seconds }) {
  const cpuAtStart = process.cpuMicros;
  const result = await load.run({ ...target, connections, seconds, checkEvery });
  const serverMicros = (process.cpuMicros - cpuAtStart) / result.allRequests;
  const answered = result.statuses[200] ?? 0;
  const isGood = answered > 0 && answered === result.requests && result.wrong === 0 && result.lost === 0;
  const isChecked = target.check === undefined || Object.keys(result.versions).length > 0;
  if (!isGood || !isChecked) {
    const { requests, statuses, wrong, lost, reasons } = result;
    throw new Error(
      `${name} must answer each request rightly; got ${JSON.stringify({ requests, statuses, wrong, lost, reasons })}`,
    );
  }
  return { ...result, serverMicros };
}

function standingOf({ name, process }, results) {
  const rounds = results.map(({ perSecond }) => perSecond);
  const medianOf = (pick) => median(results.map(pick));
  return {
    name,
    perSecond: median(rounds),
    p50: medianOf(({ latencies }) => latencies[200].p50),
    p99: medianOf(({ latencies }) => latencies[200].p99),
    residentBytes: process.residentBytes.reduce((sum, bytes) => sum + bytes, 0),
    cpuMicros: medianOf(({ serverMicros }) => serverMicros),
    loadMicros: medianOf(({ cpuMicrosARequest }) => cpuMicrosARequest),
    rounds,
  };
}
