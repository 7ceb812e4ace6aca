/**
 * The model server for a long time: constant load at a share of what it can do here, a swap of the model each minute, and
 * a worker killed each 20 s (both oftener in runs of a few minutes). Every request must be answered, and rightly, and the
 * memory of the server and of its workers must stay flat: the medians of the second and of the last sixth of the run are
 * compared, in runs of 10 minutes or more; before that a JavaScript heap still finds its size. Exits with 1 otherwise.
 *
 *   node benchmarks/serving/soak.js [--minutes 30] [--share 0.8] [--home DIR --model NAME] [--workers 2] [--connections 64]
 */

import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../statistics.js';
import { SoakLoad } from './soak-load.js';
import { soakRegistry } from './soak-registry.js';

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    ...{ minutes: text('30'), share: text('0.8'), workers: text('2'), connections: text('64') },
    ...{ home: { type: 'string' }, model: text('tiny') },
  },
});
const { home, model, workers } = values;
const [minutes, share, connections] = [values.minutes, values.share, values.connections].map(Number);
const seconds = minutes * 60;
const swapMs = Math.min(60, seconds / 3) * 1000;
const killMs = Math.min(20, seconds / 4) * 1000;
const sampleMs = 500;
const capacitySeconds = 3;
const mostGrowth = 1.1;
const leastMinutesForMemory = 10;

const folder = await mkdtemp(join(tmpdir(), 'waymark-soak-'));
const { registry, versions, expected, bodies } = await soakRegistry(folder, { home, model });
const server = fork(fileURLToPath(new URL('soak-server.js', import.meta.url)), [folder, model, workers]);
const [{ url }] = await once(server, 'message');
const load = new SoakLoad({ url: `${url}/v1/models/${model}:predict`, bodies, expected, connections });
console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
await load.capacity(1);
const capacity = await load.capacity(capacitySeconds);
const rate = Math.round(capacity * share);
console.log(
  `${model}, ${workers} workers, ${Math.round(capacity)} requests/s at most; now ${rate} for ${minutes} min`,
);

const stopping = new AbortController();
server.once('exit', (code, signal) => {
  if (stopping.signal.aborted) return;
  console.error(`FAILED: the server ended in the midst of it (${signal ?? code})`);
  process.exit(1);
});
const samples = [];
const counts = { swaps: 0, kills: 0 };
const beside = [each(swapMs, swap), each(killMs, killWorker), each(sampleMs, sample)];
await load.run(rate, seconds);
stopping.abort();
await Promise.all(beside);
const { restarts } = await status();
server.kill('SIGTERM');
const [exitCode] = await once(server, 'exit');
await rm(folder, { recursive: true });
process.exitCode = report();

/** Does it at a steady pace until the load ends. */
async function each(intervalMs, action) {
  const { signal } = stopping;
  while (!signal.aborted) {
    await delay(intervalMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await action();
  }
}

/** The champion becomes the other version; done when it serves. */
async function swap() {
  const { version: serving } = await status();
  const version = versions.find((other) => other !== serving);
  await registry.moveAliases(model, { aliases: { champion: version }, reason: 'soak test' });
  for (let isSwapped = false; !isSwapped && !stopping.signal.aborted; await delay(100))
    isSwapped = (await status()).version === version;
  counts.swaps += 1;
}

async function killWorker() {
  const { pids } = await status();
  process.kill(pids[Math.floor(Math.random() * pids.length)], 'SIGKILL');
  counts.kills += 1;
}

async function sample() {
  const { rss, pids } = await status();
  if (pids.length === Number(workers)) samples.push({ server: rss, workers: residentBytes(pids) });
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
  const rules = {
    'no request is lost': load.lost === 0,
    'no answer is wrong': load.wrong === 0,
    'both versions answered': versions.every((version) => load.answers.has(String(version))),
    'every killed worker was replaced': restarts >= counts.kills,
    'the server ended by itself': exitCode === 0,
    'memory is flat within 10 %':
      minutes < leastMinutesForMemory || Object.values(growth).every(({ ratio }) => ratio <= mostGrowth),
  };
  console.log(`requests   ${load.count.toLocaleString('en')}, wrong ${load.wrong}, lost ${load.lost}`);
  console.log(
    `latency    p50 ${load.quantile(0.5)} ms, p99 ${load.quantile(0.99)} ms, p99.9 ${load.quantile(0.999)} ms`,
  );
  console.log(`swaps      ${counts.swaps}, workers killed ${counts.kills}, restarted ${restarts}`);
  for (const [name, { from, to, ratio }] of Object.entries(growth))
    console.log(
      `${name.padEnd(10)} ${megabytes(from)} at the start, ${megabytes(to)} at the end (× ${ratio.toFixed(2)})`,
    );
  for (const [failure, count] of [...load.failures].slice(0, 10)) console.error(`${count} × ${failure}`);
  const broken = Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
  console.log(broken.length === 0 ? 'passed' : `FAILED: ${broken.join('; ')}`);
  return broken.length === 0 ? 0 : 1;
}

function growthOf(name) {
  const numbers = samples.map((one) => one[name]);
  const sixth = Math.ceil(numbers.length / 6);
  const from = median(numbers.slice(sixth, 2 * sixth));
  const to = median(numbers.slice(-sixth));
  return { from, to, ratio: to / from };
}

function megabytes(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
