/** A constant rate at 70 % of what the server can do, latencies counted from the time at which a request was due. */

import { median } from '../../statistics.js';
import { startContestant } from '../contestants/contestant.js';
import { waymark } from '../contestants/waymark.js';
import { runRound } from './compare.js';

const share = 0.7;
const mostLatenessMs = 10;

/** @type {import('./sections.js').Section} */
export async function openLoop(context) {
  const { load, connections, openSeconds } = context;
  const model = await context.model('mlp-small');
  const server = await startContestant(waymark({ folder: context.home(model.name), model }), model);
  try {
    const capacity = await measuredCapacity(server, context);
    const rate = Math.round(capacity * share);
    const result = await load.run({
      ...server.target,
      ...{ connections: 4 * connections, rate, seconds: openSeconds, checkEvery: 16 },
    });
    const { p50, p99 } = result.latencies[200] ?? {};
    return {
      title: `open loop: MLP 30-64-64-2 at ${share * 100} % of capacity for ${openSeconds} s`,
      notes: [`capacity ${Math.round(capacity)}/s, rate ${rate}/s`, latencyNote(result)],
      bars: [
        { what: 'p99 / p50', value: p99 / p50, atMost: 5, unit: '×' },
        // When the load itself lags, its queue hides what the server does.
        { what: 'requests sent late, p99', value: result.lateness.p99, atMost: mostLatenessMs, unit: 'ms' },
        {
          what: 'not answered rightly',
          value: result.requests + result.unsent - rightAnswers(result),
          atMost: 0,
          unit: '',
        },
      ],
      result,
    };
  } finally {
    await server.process.stop();
  }
}

/** Answers a second of a closed loop, the median of three. */
export async function measuredCapacity(server, { load, connections, seconds }) {
  await runRound(load, server, { connections, seconds: 1 });
  const rounds = [];
  for (let round = 0; round < 3; round++) rounds.push(await runRound(load, server, { connections, seconds }));
  return median(rounds.map(({ perSecond }) => perSecond));
}

export function rightAnswers({ statuses, wrong }) {
  return (statuses[200] ?? 0) - wrong;
}

/** How late the load was itself is part of the latencies. */
export function latencyNote({ latencies, lateness }) {
  const { p50, p99, p999 } = latencies[200] ?? {};
  const figures = Object.entries({ p50, p99, 'p99.9': p999, 'sent late p99': lateness.p99 });
  return figures.map(([name, ms = Number.NaN]) => `${name} ${ms.toFixed(ms < 100 ? 1 : 0)} ms`).join(', ');
}
