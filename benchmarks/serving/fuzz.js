/**
 * Random requests against a real server, as many as wanted (packages/serving/src/fuzz), first with the bundle of a tiny
 * model and then with bare models: nothing may be answered with a fault of the server's, wrongly, or with what was sent. The
 * requests are test code, so they are loaded as vitest loads them. A request is sent again by its number. Exits with 1 on a
 * failure.
 *
 *   node benchmarks/serving/fuzz.js [--requests 10000] [--seed 1] [--from 0] [--clients 8] [--models bundle|bare|all]
 */

import { parseArgs } from 'node:util';
import { withTestCode } from '../../scripts/test-code.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    ...{ requests: text('10000'), seed: text('1'), from: text('0'), clients: text('8') },
    models: text('all'),
  },
});
const kinds = ['bundle', 'bare'].filter((kind) => ['all', kind].includes(values.models));
const [requests, seed, from, clients] = [values.requests, values.seed, values.from, values.clients].map(
  Number,
);
if (kinds.length === 0) {
  console.error('--models must be bundle, bare or all');
  process.exit(2);
}
if (![requests, seed, from, clients].every(Number.isSafeInteger) || requests < 1 || clients < 1) {
  console.error('--requests and --clients must be whole numbers from 1 on, --seed and --from whole numbers');
  process.exit(2);
}

/** A broken rule fails many requests, and a few of them say it all. */
const mostFailures = 40;
const requestsALine = 1_000;
process.exitCode = await withTestCode(async (load) => {
  const { fuzz } = await load('/packages/serving/src/fuzz/fuzz-run.ts');
  let exitCode = 0;
  for (const models of kinds) exitCode = Math.max(exitCode, await run(fuzz, models));
  return exitCode;
});

/** The exit code. */
async function run(fuzz, models) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const onProgress = (counts) => {
    if (counts.requests % requestsALine < 100) console.log(`${counts.requests} requests, ${seconds()} s`);
  };
  const report = await fuzz({ models, seed, requests, from, clients, onProgress });
  for (const failure of report.failures.slice(0, mostFailures)) console.error(`\n${failure}`);
  console.log(`\n${models}: seed ${seed}, requests ${from} to ${from + requests - 1}, ${seconds()} s`);
  console.log(`answers by status (0: none): ${JSON.stringify(report.statuses)}`);
  console.log(`valid requests answered right: ${report.right}`);
  console.log(`heap: ${(report.heapGrowth / 2 ** 20).toFixed(1)} MiB more than after the first third`);
  console.log(`failures: ${report.failures.length}`);
  return report.failures.length === 0 ? 0 : 1;
}
