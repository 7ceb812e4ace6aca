/**
 * The model server against the same Fastify app without inference: it parses the same body and answers a constant, once
 * bare, and once with the request metrics that the server has. The rest is what checking, batching, inference and the
 * prediction log cost. All run in this one run, in short rounds of alternating order, so that what else the machine does
 * meets all of them; the ratios are those of the medians. Then the latency of the health check while inference is
 * saturated. Load and servers share the machine: on two cores, five threads want them.
 *
 *   npm run benchmark -- [--home DIR] [--model NAME] [--seconds 2] [--rounds 9] [--connections 64]
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FileModelRegistry } from '@waymark/registry';
import autocannon from 'autocannon';
import { median, quantile } from './statistics.js';

const { values } = parseArgs({
  options: {
    home: { type: 'string', default: fileURLToPath(new URL('../.waymark', import.meta.url)) },
    model: { type: 'string', default: 'churn' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '9' },
    connections: { type: 'string', default: '64' },
  },
});
const { home, model } = values;
const [seconds, rounds, connections] = [values.seconds, values.rounds, values.connections].map(Number);
const requiredRatio = 0.7;
const requiredLiveMs = 20;
const liveSeconds = 5;

const body = await oneRowRequest();
console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
console.log(
  `${model}, one row a request (${body.length} bytes), ${connections} connections, ${rounds} × ${seconds} s each\n`,
);

const servers = {
  bare: await startServer('constant-server.js', [model, body, 'bare']),
  metrics: await startServer('constant-server.js', [model, body, 'metrics']),
  server: await startServer('model-server.js', [home, model]),
};
const path = `/v2/models/${model}/infer`;
for (const { url } of Object.values(servers)) await load(`${url}${path}`, 1);

const runs = { bare: [], metrics: [], server: [] };
for (let round = 0; round < rounds; round++) {
  const order = round % 2 === 0 ? ['bare', 'metrics', 'server'] : ['server', 'metrics', 'bare'];
  for (const name of order) {
    const result = await load(`${servers[name].url}${path}`, seconds);
    runs[name].push(result.requests.average);
    console.log(`${name.padEnd(9)} ${perSecond(result.requests.average)}, p99 ${result.latency.p99} ms`);
  }
}
const live = await liveLatencyUnderLoad();
console.log('\nmedians');
for (const name of ['bare', 'metrics', 'server'])
  console.log(`${name.padEnd(9)} ${perSecond(median(runs[name]))}`);
const ratio = median(runs.server) / median(runs.metrics);
console.log(`server / metrics  ${ratio.toFixed(3)} (required: ${requiredRatio})`);
console.log(`server / bare     ${(median(runs.server) / median(runs.bare)).toFixed(3)}`);
console.log(
  `live      p50 ${quantile(live, 0.5).toFixed(1)} ms, p99 ${quantile(live, 0.99).toFixed(1)} ms of ${live.length} while saturated (required: ${requiredLiveMs} ms)`,
);
for (const { child } of Object.values(servers)) child.kill('SIGTERM');
process.exitCode = ratio >= requiredRatio && quantile(live, 0.99) <= requiredLiveMs ? 0 : 1;

/** The bundle's example request, cut to its first row. */
async function oneRowRequest() {
  const registry = new FileModelRegistry(home);
  const champion = (await registry.model(model))?.aliases.champion;
  if (champion === undefined)
    throw new Error(
      `${home} has no champion of '${model}': run \`npx turbo run train\`, or name another registry with --home`,
    );
  const folder = await registry.bundleFolder(model, champion);
  const { inputs } = JSON.parse(readFileSync(`${folder}/example-request.json`, 'utf8'));
  return JSON.stringify({
    inputs: inputs.map((input) => ({ ...input, shape: [1], data: input.data.slice(0, 1) })),
  });
}

async function startServer(file, args) {
  const child = fork(fileURLToPath(new URL(`serving/${file}`, import.meta.url)), args);
  const [{ url }] = await once(child, 'message');
  return { child, url };
}

/** The load comes from a thread, so that this process can measure beside it. */
function load(url, duration) {
  const headers = { 'content-type': 'application/json' };
  return autocannon({ url, method: 'POST', headers, body, connections, duration, workers: 1 }).then(
    (result) => {
      const failed = result.non2xx + result.errors;
      if (failed > 0) throw new Error(`${url}: ${failed} of ${result.requests.total} requests failed`);
      return result;
    },
  );
}

async function liveLatencyUnderLoad() {
  const agent = new Agent({ keepAlive: true });
  const { url } = servers.server;
  const running = load(`${url}${path}`, liveSeconds);
  await delay(500);
  const latencies = [];
  const until = performance.now() + (liveSeconds - 1) * 1000;
  while (performance.now() < until) {
    const startedAt = performance.now();
    const [response] = await once(get(`${url}/v2/health/live`, { agent }), 'response');
    await response.resume().toArray();
    latencies.push(performance.now() - startedAt);
    await delay(5);
  }
  await running;
  agent.destroy();
  return latencies;
}

function perSecond(count) {
  return `${Math.round(count).toLocaleString('en')} requests/s`;
}
