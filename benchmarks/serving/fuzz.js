/**
 * Random requests against a real server with the tiny model, as many as wanted (packages/serving/src/fuzz): nothing may be
 * answered with a fault of the server's, wrongly, or with what was sent. The requests are test code, so they are loaded as
 * vitest loads them. A request is sent again by its number. Exits with 1 on a failure.
 *
 *   node benchmarks/serving/fuzz.js [--requests 10000] [--seed 1] [--from 0] [--clients 8]
 */

import { parseArgs } from 'node:util';
import { withTestCode } from '../../scripts/test-code.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: { requests: text('10000'), seed: text('1'), from: text('0'), clients: text('8') },
});
const [requests, seed, from, clients] = [values.requests, values.seed, values.from, values.clients].map(
  Number,
);
if (![requests, seed, from, clients].every(Number.isSafeInteger) || requests < 1 || clients < 1) {
  console.error('--requests and --clients must be whole numbers from 1 on, --seed and --from whole numbers');
  process.exit(2);
}

/** A broken rule fails many requests, and a few of them say it all. */
const mostFailures = 40;
const requestsALine = 1_000;
process.exitCode = await withTestCode(async (load) => {
  const { fuzz } = await load('/packages/serving/src/fuzz/fuzz-run.ts');
  return run(fuzz);
});

/** The exit code. */
async function run(fuzz) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const onProgress = (counts) => {
    if (counts.requests % requestsALine < 100) console.log(`${counts.requests} requests, ${seconds()} s`);
  };
  const report = await fuzz({ seed, requests, from, clients, onProgress });
  for (const failure of report.failures.slice(0, mostFailures)) console.error(`\n${failure}`);
  console.log(`\nseed ${seed}, requests ${from} to ${from + requests - 1}, ${seconds()} s`);
  console.log(`answers by status (0: none): ${JSON.stringify(report.statuses)}`);
  console.log(`valid requests answered right: ${report.right}`);
  console.log(`heap: ${(report.heapGrowth / 2 ** 20).toFixed(1)} MiB more than after the first third`);
  console.log(`failures: ${report.failures.length}`);
  return report.failures.length === 0 ? 0 : 1;
}
