/**
 * Trainings that log to a real MLflow server among lost requests and kill -9 of both sides, as many as wanted
 * (packages/mlflow/src/testing/chaos). Exits with 1 when the server misses a point, has one twice or out of order.
 * Needs WAYMARK_TEST_MLFLOW, a script that starts a server: `script PORT DATA_DIR`.
 *
 *   npm run chaos:mlflow -- [--runs 1000]
 */

import { isWhole, parseOptions } from './parse-options.mjs';
import { withTestCode } from './test-code.mjs';

const script = process.env.WAYMARK_TEST_MLFLOW ?? '';
const values = parseOptions(import.meta.url, { runs: { type: 'string', default: '1000' } }, ({ runs }) => [
  ...(isWhole(runs, 1) ? [] : [`--runs must be a whole number from 1 on; got ${runs}`]),
  ...(script === '' ? ['WAYMARK_TEST_MLFLOW must name a script that starts an MLflow server'] : []),
]);
const runs = Number(values.runs);
const runsALine = 10;
const startedAt = performance.now();
const modules = {
  mlflow: new URL('../packages/mlflow/dist/index.js', import.meta.url).href,
  registry: new URL('../packages/registry/dist/index.js', import.meta.url).href,
};

process.exitCode = await withTestCode(async (load) => {
  const { runChaos } = await load('/packages/mlflow/src/testing/chaos/run-chaos.ts');
  const { problems, ...result } = await runChaos({ script, modules, runs, runsPerCrash: 50, onRun });
  console.log(JSON.stringify(result, null, 2));
  for (const problem of problems) console.error(problem);
  console.log(`${runs} runs, ${result.points} points, ${problems.length} problems, ${elapsed()} s`);
  return problems.length === 0 ? 0 : 1;
});

/** @param {number} done */
function onRun(done) {
  if (done % runsALine === 0) console.log(`${done} of ${runs} runs, ${elapsed()} s`);
}

function elapsed() {
  return ((performance.now() - startedAt) / 1000).toFixed(0);
}
