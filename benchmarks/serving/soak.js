/**
 * The model server for a long time: constant load at a share of what it can do here, a swap of the model each minute, and
 * a worker killed each 20 s (both oftener in runs of a few minutes). Every request must be answered, and rightly: each
 * answer is compared with what its version says of its row. The memory of the server and of its workers must stay flat:
 * the medians of the second and of the last sixth of the run are compared, in runs of 10 minutes or more; before that a
 * JavaScript heap still finds its size. The least that the server's heap held tells a leak from garbage that waits: it
 * is printed beside. Exits with 1 otherwise.
 *
 *   npm run soak -- [--minutes 30] [--share 0.8] [--home DIR --model NAME] [--workers 2] [--connections 64]
 */

import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseOptions } from '../../scripts/parse-options.mjs';
import { median } from '../statistics.js';
import { LoadGenerator, requestBytes } from './load/load-generator.js';
import { soakRegistry } from './soak-registry.js';

const text = (value) => ({ type: 'string', default: value });
const values = parseOptions(
  import.meta.url,
  {
    ...{ minutes: text('30'), share: text('0.8'), workers: text('2'), connections: text('64') },
    ...{ home: { type: 'string' }, model: text('tiny') },
  },
  (given) =>
    ['minutes', 'share', 'workers', 'connections']
      .filter((name) => !(Number(given[name]) > 0))
      .map((name) => `--${name} must be a number above 0; got ${given[name]}`),
);
const { home, model, workers } = values;
const [minutes, share, connections] = [values.minutes, values.share, values.connections].map(Number);
const seconds = minutes * 60;
const swapMs = Math.min(60, seconds / 3) * 1000;
const killMs = Math.min(20, seconds / 4) * 1000;
const sampleMs = 500;
const progressMs = 60_000;
const mostUnsent = 0.01;
const lastRestartMs = 10_000;
const capacitySeconds = 3;
const mostGrowth = 1.1;
/** What a bundle promises of its golden rows. */
const tolerance = 1e-6;
const leastMinutesForMemory = 10;

const folder = mkdtempSync(join(tmpdir(), 'waymark-soak-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { registry, versions, expected, bodies } = await soakRegistry(folder, { home, model });
const server = fork(fileURLToPath(new URL('soak-server.js', import.meta.url)), [folder, model, workers]);
const stopping = new AbortController();
server.once('exit', (code, signal) => {
  if (stopping.signal.aborted) return;
  console.error(`FAILED: the server ended in the midst of it (${signal ?? code})`);
  process.exit(1);
});
const [{ url }] = await once(server, 'message');
const { hostname: host, port } = new URL(url);
const path = `/v1/models/${model}:predict`;
const load = new LoadGenerator();
const plan = {
  ...{ host, port: Number(port), connections, checkEvery: 1 },
  requests: bodies.map((body) => requestBytes({ host, port, path, body })),
  check: { format: 'predictions', output: 'probabilities', expected, tolerance },
};
console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
await load.run({ ...plan, seconds: 1 });
const { perSecond: capacity } = await load.run({ ...plan, seconds: capacitySeconds });
const rate = Math.round(capacity * share);
console.log(
  `${model}, ${workers} workers, ${Math.round(capacity)} requests/s at most; now ${rate} for ${minutes} min`,
);

const samples = [];
const counts = { swaps: 0, kills: 0 };
const beside = [
  each(swapMs, swap),
  each(killMs, killWorker),
  each(sampleMs, sample),
  each(progressMs, tellProgress),
];
// More connections than clients: those that wait for a new worker must not keep others from being sent.
const result = await load.run({ ...plan, connections: 16 * connections, rate, seconds });
stopping.abort();
await Promise.all(beside);
load.close();
const restarts = await restartsInTheEnd();
server.kill('SIGTERM');
const [exitCode] = await once(server, 'exit');
process.exitCode = report();

/** Does it at a steady pace until the load ends. */
async function each(intervalMs, action) {
  const { signal } = stopping;
  while (!signal.aborted) {
    await delay(intervalMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await action();
  }
}

/** The champion becomes the next version, and after the last one the first; done when it serves. */
async function swap() {
  const { version: serving } = await status();
  const version = versions[(versions.indexOf(serving) + 1) % versions.length];
  await registry.moveAliases(model, { aliases: { champion: version }, reason: 'soak test' });
  for (let isSwapped = false; !isSwapped && !stopping.signal.aborted; await delay(100))
    isSwapped = (await status()).version === version;
  counts.swaps += 1;
}

async function killWorker() {
  const { pids } = await status();
  const pid = pids[Math.floor(Math.random() * pids.length)];
  try {
    process.kill(pid, 'SIGKILL');
    counts.kills += 1;
  } catch {
    // The only worker is not there yet, or has ended since.
  }
}

/** A worker that was killed at the very end is replaced after it. */
async function restartsInTheEnd() {
  const until = performance.now() + lastRestartMs;
  for (;;) {
    const { restarts } = await status();
    if (restarts >= counts.kills || performance.now() > until) return restarts;
    await delay(100);
  }
}

async function sample() {
  const { rss, heapUsed, pids } = await status();
  if (pids.length === Number(workers)) samples.push({ server: rss, workers: residentBytes(pids), heapUsed });
}

function tellProgress() {
  const { server: ofServer, workers: ofWorkers } = samples.at(-1) ?? { server: 0, workers: 0 };
  const memory = `server ${megabytes(ofServer)}, workers ${megabytes(ofWorkers)}`;
  console.log(`${new Date().toISOString()}  swaps ${counts.swaps}, kills ${counts.kills}, ${memory}`);
}

/** Of a process that has just ended there is nothing to count. */
function residentBytes(pids) {
  try {
    const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', pids.join(',')], { encoding: 'utf8' });
    return kilobytes
      .trim()
      .split('\n')
      .reduce((sum, line) => sum + Number(line) * 1024, 0);
  } catch {
    return 0;
  }
}

/** Answers come in the order of the questions, and all are of the same kind. */
async function status() {
  server.send('status');
  const [answer] = await once(server, 'message');
  return answer;
}

/** The exit code. */
function report() {
  const growth = { server: growthOf('server'), workers: growthOf('workers') };
  const { requests, unsent, wrong, lost, statuses, latencies, lateness, reasons } = result;
  const rules = {
    'every request is answered': lost === 0 && statuses[200] === requests,
    'no answer is wrong': wrong === 0,
    // What was not sent was not lost. But a machine that slowed down since its capacity was measured proves less.
    'the load was kept up': unsent <= mostUnsent * requests,
    'both versions answered': versions.every((version) => Object.hasOwn(result.versions, version)),
    'every killed worker was replaced': restarts >= counts.kills,
    'the server ended by itself': exitCode === 0,
    'memory is flat within 10 %':
      minutes < leastMinutesForMemory || Object.values(growth).every(({ ratio }) => ratio <= mostGrowth),
  };
  console.log(
    `requests   ${requests.toLocaleString('en')}, by status ${JSON.stringify(statuses)}, unsent ${unsent}`,
  );
  console.log(`compared   ${JSON.stringify(result.versions)} by version, wrong ${wrong}, lost ${lost}`);
  const { p50, p99, p999, max } = latencies[200];
  const figures = Object.entries({ p50, p99, 'p99.9': p999, max, 'sent late p99': lateness.p99 });
  console.log(`latency    ${figures.map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`).join(', ')}`);
  console.log(`swaps      ${counts.swaps}, workers killed ${counts.kills}, restarted ${restarts}`);
  for (const [name, { from, to, ratio }] of Object.entries(growth))
    console.log(
      `${name.padEnd(10)} ${megabytes(from)} at the start, ${megabytes(to)} at the end (× ${ratio.toFixed(2)})`,
    );
  const live = growthOf('heapUsed', (numbers) => Math.min(...numbers));
  console.log(`live heap  ${megabytes(live.from)} at the start, ${megabytes(live.to)} at the end`);
  for (const [reason, count] of Object.entries(reasons)) console.error(`${count} × ${reason}`);
  const broken = Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
  console.log(broken.length === 0 ? 'passed' : `FAILED: ${broken.join('; ')}`);
  return broken.length === 0 ? 0 : 1;
}

function growthOf(name, summarise = median) {
  const numbers = samples.map((one) => one[name]);
  const sixth = Math.ceil(numbers.length / 6);
  const from = summarise(numbers.slice(sixth, 2 * sixth));
  const to = summarise(numbers.slice(-sixth));
  return { from, to, ratio: to / from };
}

function megabytes(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
