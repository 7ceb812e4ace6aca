/**
 * Random requests against a real server, as many as wanted (packages/serving/src/fuzz), first with the bundle of a tiny
 * model and then with bare models: nothing may be answered with a fault of the server's, wrongly, or with what was sent. The
 * requests are test code, so they are loaded as vitest loads them. A request is sent again by its number. Exits with 1 on a
 * failure.
 *
 *   node benchmarks/serving/fuzz.js [--requests 10000] [--seed 1] [--from 0] [--clients 8] [--models bundle|bare|all]
 */

import { isWhole, parseOptions } from '../../scripts/parse-options.mjs';
import { withTestCode } from '../../scripts/test-code.mjs';

const text = (value) => ({ type: 'string', default: value });
const kindsOf = (models) => ['bundle', 'bare'].filter((kind) => ['all', kind].includes(models));
const values = parseOptions(
  import.meta.url,
  {
    ...{ requests: text('10000'), seed: text('1'), from: text('0'), clients: text('8') },
    models: text('all'),
  },
  ({ models, ...numbers }) => [
    ...Object.entries({ requests: 1, seed: 0, from: 0, clients: 1 }).flatMap(([name, least]) =>
      isWhole(numbers[name], least)
        ? []
        : [`--${name} must be a whole number from ${least} on; got ${numbers[name]}`],
    ),
    ...(kindsOf(models).length > 0 ? [] : [`--models must be bundle, bare or all; got ${models}`]),
  ],
);
const kinds = kindsOf(values.models);
const [requests, seed, from, clients] = [values.requests, values.seed, values.from, values.clients].map(
  Number,
);

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
