/**
 * More than the server can do: the health check while inference is saturated, and three times the capacity of the large
 * model, where what cannot be answered in time must be refused at once and cost the rest nothing.
 */

import { startContestant } from '../contestants/contestant.js';
import { waymark } from '../contestants/waymark.js';
import { LoadGenerator, requestBytes } from '../load/load-generator.js';
import { runRound } from './compare.js';
import { latencyNote, measuredCapacity, rightAnswers } from './open-loop.js';

const liveSeconds = 6;
const livePerSecond = 100;
const times = 3;
/** The queue holds seconds of work: it must fill before anything is refused. */
const overloadRounds = 10;
/** Nobody waits for a connection here: what waits, waits at the server, which lets 10,000 rows or 5 s of work wait. */
const mostConnections = 11_000;
const secondsOfConnections = 8;
/** Batches are fullest, and so the server fastest, when many wait. */
const peakConnections = 256;

/** @type {import('./sections.js').Section} */
export async function overload(context) {
  const live = await liveWhileSaturated(context);
  const { result, peak, goodput, refused, others } = await beyondCapacity(context);
  return {
    title: `overload: health check while saturated; MLP of 84 MB at ${times} × capacity`,
    notes: [
      `live: ${latencyNote(live)}`,
      `peak ${Math.round(peak)}/s, goodput ${Math.round(goodput)}/s, ${refused?.count ?? 0} refused, ${others} others`,
      `answers: ${latencyNote(result)}`,
    ],
    bars: [
      { what: 'live p99, saturated', value: live.latencies[200]?.p99, atMost: 10, unit: 'ms' },
      { what: 'goodput / peak', value: (100 * goodput) / peak, atLeast: 90, unit: '%' },
      { what: 'slowest refusal', value: refused?.max, atMost: 50, unit: 'ms' },
      { what: 'neither answered nor refused', value: others, atMost: 0, unit: '' },
    ],
    result: { live, overload: result },
  };
}

/** The small model, which keeps the HTTP process busiest. The probe is a process of its own. */
async function liveWhileSaturated(context) {
  const { load, connections } = context;
  const model = await context.model('mlp-small');
  const server = await startContestant(waymark({ folder: context.home(model.name), model }), model);
  const probe = new LoadGenerator();
  try {
    const { host, port } = server.target;
    const saturation = runRound(load, server, { connections, seconds: liveSeconds + 1 });
    const result = await probe.run({
      ...{ host, port, requests: [requestBytes({ host, port, path: '/v2/health/live' })] },
      ...{ connections: 16, rate: livePerSecond, seconds: liveSeconds, checkEvery: 1 },
    });
    await saturation;
    return result;
  } finally {
    probe.close();
    await server.process.stop();
  }
}

async function beyondCapacity(context) {
  const model = await context.model('mlp-large');
  const server = await startContestant(waymark({ folder: context.home(model.name), model }), model);
  try {
    const peak = await measuredCapacity(server, { ...context, connections: peakConnections });
    const connections = Math.min(mostConnections, Math.ceil(secondsOfConnections * peak));
    const [rate, seconds] = [Math.round(times * peak), overloadRounds * context.seconds];
    const result = await context.load.run({
      ...server.target,
      ...{ connections, rate, seconds, checkEvery: 16 },
    });
    const refused = result.latencies[503] ?? result.latencies[429];
    const others = result.requests + result.unsent - rightAnswers(result) - (refused?.count ?? 0);
    // What was accepted before the end is answered after it.
    return { result, peak, goodput: rightAnswers(result) / result.busySeconds, refused, others };
  } finally {
    await server.process.stop();
  }
}
