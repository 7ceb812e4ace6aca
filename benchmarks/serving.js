/**
 * The model server's bars, in one run on one machine, as ratios: against itself without inference, against Python
 * servers with the same model, under constant and under too much load, at start. Contestants take turns in short rounds,
 * so that what else the machine does meets all of them. The load is a process beside the servers: on two cores all want
 * the same two. Every contestant's answers are compared with onnxruntime's own. Exits with 1 when a bar is not met.
 *
 *   npm run benchmark -- [--python VENV/bin/python] [--only champion,http,small,big,image,open-loop,overload,start]
 *     [--home DIR] [--rounds 7] [--seconds 1.5] [--open-seconds 120] [--connections 64] [--out FILE]
 *
 * benchmarks/serving/peers/requirements.txt says how to make VENV. Without it the peers are left out. All figures go to
 * benchmarks/results/serving-DATE.json, which is not in git.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOptions } from '../scripts/parse-options.mjs';
import { machineOf } from './serving/report/machine.js';
import { renderSection } from './serving/report/table.js';
import { isMet } from './serving/sections/bars.js';
import { BenchmarkContext } from './serving/sections/context.js';
import { sections } from './serving/sections/sections.js';

const text = (value) => ({ type: 'string', default: value });
const values = parseOptions(
  import.meta.url,
  {
    python: { type: 'string' },
    only: text(Object.keys(sections).join(',')),
    out: { type: 'string' },
    home: text(fileURLToPath(new URL('../.waymark', import.meta.url))),
    ...{ rounds: text('7'), seconds: text('1.5'), 'open-seconds': text('120'), connections: text('64') },
  },
  (given) => [
    ...given.only
      .split(',')
      .filter((name) => !Object.hasOwn(sections, name))
      .map((name) => `--only must name sections, ${Object.keys(sections).join(', ')}; got ${name}`),
    ...['rounds', 'seconds', 'open-seconds', 'connections']
      .filter((name) => !(Number(given[name]) > 0))
      .map((name) => `--${name} must be a number above 0; got ${given[name]}`),
  ],
);
const names = values.only.split(',');
const [rounds, seconds, openSeconds, connections] = [
  values.rounds,
  values.seconds,
  values['open-seconds'],
  values.connections,
].map(Number);
// Its own onnxruntime tells what answers must be.
process.env.ORT_DISABLE_TELEMETRY = '1';
// Servers are ended when this process exits, and a signal alone would not say so.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const folder = mkdtempSync(join(tmpdir(), 'waymark-benchmark-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const machine = machineOf();
const { python, home: registry } = values;
const context = new BenchmarkContext({ folder, python, registry, rounds, seconds, openSeconds, connections });
console.log(`${machine.date}, Node ${machine.node}, ${machine.processors} × ${machine.processor}`);
console.log(
  `medians of ${rounds} alternating rounds of ${seconds} s\nCPU µs: what a request cost the server; load µs: and the load generator\n`,
);
const reports = {};
for (const name of names) {
  // One that fails must not cost the figures of the others.
  const report = await sections[name](context).catch((error) => ({
    title: name,
    failed: error.message,
    bars: [],
  }));
  reports[name] = report;
  const hasPeers = report.needsPeers ? python !== undefined : undefined;
  console.log(renderSection({ ...report, hasPeers }));
}
context.close();
const out = resolve(values.out ?? defaultFile(machine.date));
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify({ machine, options: values, sections: reports }, null, 2)}\n`);
console.log(`all figures: ${out}`);
const missed = Object.values(reports).flatMap(({ bars }) => bars.filter((bar) => !isMet(bar)));
const failed = Object.values(reports).filter((report) => report.failed !== undefined);
const isGood = missed.length + failed.length === 0;
console.log(
  isGood
    ? 'every bar that was measured is met'
    : `NOT MET: ${missed.length} bars; sections that failed: ${failed.length}`,
);
process.exitCode = isGood ? 0 : 1;

function defaultFile(date) {
  const name = `serving-${date.slice(0, 19).replaceAll(':', '')}.json`;
  return fileURLToPath(new URL(`results/${name}`, import.meta.url));
}
