/**
 * Random tfjs models against their exports, as many as wanted (packages/onnx/src/properties): each agrees with tfjs or is
 * refused with a reason. The property is test code, so it is loaded as vitest loads it. Exits with 1 on a failure.
 *
 *   npm run properties -- [--seeds 5000] [--from 0]
 */

import { isWhole, parseOptions } from './parse-options.mjs';
import { withTestCode } from './test-code.mjs';

const values = parseOptions(
  import.meta.url,
  { seeds: { type: 'string', default: '5000' }, from: { type: 'string', default: '0' } },
  ({ seeds, from }) => [
    ...(isWhole(seeds, 1) ? [] : [`--seeds must be a whole number from 1 on; got ${seeds}`]),
    ...(isWhole(from, 0) ? [] : [`--from must be a whole number from 0 on; got ${from}`]),
  ],
);
const seeds = Number(values.seeds);
const from = Number(values.from);

const seedsALine = 250;
/** A broken converter fails many models, and a few of them say it all. */
const mostFailures = 10;
process.exitCode = await withTestCode(run);

/**
 * @param {(path: string) => Promise<Record<string, any>>} load
 * @returns The exit code.
 */
async function run(load) {
  const folder = '/packages/onnx/src/properties/testing';
  const { checkSeed } = await load(`${folder}/check-seed.ts`);
  const { formatFailure, formatSummary, summarise } = await load(`${folder}/seed-summary.ts`);
  const results = [];
  const startedAt = performance.now();
  console.log(`seeds ${from} to ${from + seeds - 1}`);
  for (let seed = from, failures = 0; seed < from + seeds && failures < mostFailures; seed++) {
    const result = await checkSeed(seed);
    results.push(result);
    const failure = formatFailure(result);
    if (failure !== undefined) {
      console.error(`\n${failure}\n`);
      failures++;
    }
    if (results.length % seedsALine === 0) console.log(progressOf(summarise(results), startedAt));
  }
  const summary = summarise(results);
  if (summary.seeds < seeds) console.error(`stopped after ${mostFailures} failures`);
  console.log(formatSummary(summary));
  return summary.failed === 0 ? 0 : 1;
}

/** @param {{ seeds: number, refused: number, failed: number }} summary @param {number} startedAt */
function progressOf({ seeds: done, refused, failed }, startedAt) {
  const elapsed = ((performance.now() - startedAt) / 1000).toFixed(0);
  return `${done} of ${seeds}: ${refused} refused, ${failed} failed, ${elapsed} s`;
}
