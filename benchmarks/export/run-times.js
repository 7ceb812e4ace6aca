/** Two ONNX files in the same runtime, on one thread, in short runs that alternate: what else the machine does meets both. */

import { InferenceSession } from 'onnxruntime-node';
import { median } from '../statistics.js';

const sessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 };

/**
 * Calls a second of each, as medians of the rounds. `feedsOf(session)` makes the feeds of one call.
 * @param {readonly { file: string, feedsOf: (session: InferenceSession) => Record<string, unknown> }[]} contestants
 */
export async function callsPerSecond(contestants, { seconds = 0.5, rounds = 5 } = {}) {
  const entries = [];
  for (const { file, feedsOf } of contestants) {
    const session = await InferenceSession.create(file, sessionOptions);
    entries.push({ session, feeds: feedsOf(session), rates: [] });
  }
  for (const { session, feeds } of entries) await runFor(0.2, session, feeds);
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? entries : [...entries].reverse();
    for (const { session, feeds, rates } of order) rates.push(await runFor(seconds, session, feeds));
  }
  return entries.map(({ rates }) => median(rates));
}

async function runFor(seconds, session, feeds) {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let calls = 0;
  while (performance.now() < until) {
    await session.run(feeds);
    calls += 1;
  }
  return (calls * 1000) / (performance.now() - startedAt);
}
