/**
 * Metric points logged to one server by this client and by Python's `log_batch`, in batches of 1,000, one after the
 * other, as both do it. Rounds alternate, so that what else the machine does meets both; the ratio is that of the medians.
 * This process's memory is read after each round: it must not grow with the points.
 *
 *   npm run build && node benchmarks/mlflow/metrics.js --python VENV/bin/python --url http://127.0.0.1:5000 \
 *     [--points 1000000] [--rounds 5]
 *
 * The interpreter needs mlflow. Points are those of each client in all rounds.
 */

import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MlflowClient } from '@waymark/mlflow';
import { isWhole, parseOptions } from '../../scripts/parse-options.mjs';
import { median } from '../statistics.js';
import { temporaryRun } from './temporary-run.js';

const values = parseOptions(
  import.meta.url,
  {
    python: { type: 'string' },
    url: { type: 'string', default: 'http://127.0.0.1:5000' },
    points: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
  },
  (given) => [
    ...(given.python === undefined ? ['--python INTERPRETER must be named'] : []),
    ...['points', 'rounds']
      .filter((name) => !isWhole(given[name], 1))
      .map((name) => `--${name} must be a whole number from 1 on; got ${given[name]}`),
  ],
);
const { python, url } = values;
const rounds = Number(values.rounds);
const pointsARound = Math.round(Number(values.points) / rounds);
/** What a caller has in its hands at once: a tracker's buffer. */
const slice = 10_000;
const maxRatio = 1.2;
const maxGrowth = 1.2;

console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
const client = new MlflowClient({ url });
const seconds = { waymark: [], python: [] };
const megabytes = [];
for (let round = 0; round < rounds; round++) {
  const contestants = round % 2 === 0 ? ['waymark', 'python'] : ['python', 'waymark'];
  for (const name of contestants) {
    const run = await temporaryRun(client);
    seconds[name].push(await (name === 'python' ? logWithPython(run.run_id) : log(run.run_id)));
    await check(run.run_id);
    await run.delete();
  }
  megabytes.push(process.memoryUsage().rss / 1e6);
  console.log(
    `round ${round + 1}: ${seconds.waymark.at(-1).toFixed(2)} s against ${seconds.python.at(-1).toFixed(2)} s, ${megabytes.at(-1).toFixed(0)} MB`,
  );
}

const [ours, theirs] = [median(seconds.waymark), median(seconds.python)];
const ratio = ours / theirs;
const growth = megabytes.at(-1) / megabytes[0];
const perSecond = (time) => `${Math.round(pointsARound / time).toLocaleString('en')} points/s`;
const verdict = (isMet) => (isMet ? '' : ', NOT MET');
console.log(`\n${(pointsARound * rounds).toLocaleString('en')} points each, medians of ${rounds}`);
console.log(
  `time    ${perSecond(ours)} against ${perSecond(theirs)}, ratio ${ratio.toFixed(2)} (required: ≤ ${maxRatio}${verdict(ratio <= maxRatio)})`,
);
console.log(
  `memory  ${megabytes[0].toFixed(0)} MB after the first round, ${megabytes.at(-1).toFixed(0)} MB after the last (required: ≤ ${maxGrowth} ×${verdict(growth <= maxGrowth)})`,
);
process.exitCode = ratio <= maxRatio && growth <= maxGrowth ? 0 : 1;

/** Seconds. */
async function log(runId) {
  const startedAt = performance.now();
  for (let start = 0; start < pointsARound; start += slice) {
    const length = Math.min(slice, pointsARound - start);
    const metrics = Array.from({ length }, (_, i) => pointOf(start + i));
    await client.runData.log(runId, { metrics });
  }
  return (performance.now() - startedAt) / 1000;
}

/** As benchmarks/mlflow/log_metrics.py makes it. */
function pointOf(step) {
  return { key: 'loss', value: 1 / (step + 1), timestamp: 1_795_248_711_678 + step, step };
}

/** The same, in a process that has imported everything before its clock starts. */
async function logWithPython(runId) {
  const script = fileURLToPath(new URL('log_metrics.py', import.meta.url));
  const output = execFileSync(python, [script, url, runId, String(pointsARound)], {
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output.toString()).seconds;
}

/** Both logged the same last point. */
async function check(runId) {
  const { data } = await client.runs.get(runId);
  const last = pointsARound - 1;
  if (data.metrics[0]?.step !== last || data.metrics[0].value !== 1 / pointsARound)
    throw new Error(`the run must end with step ${last}, and does not`);
}
