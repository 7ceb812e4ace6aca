/**
 * The export against the Python tools, on the same architectures and columns: tf2onnx for time, memory, size and speed of
 * the graph in onnxruntime; scikit-learn's pipeline and its skl2onnx export for preprocessing and model in one graph.
 *
 *   npm run benchmark:export -- --python VENV/bin/python --data telco.csv [--bundle FOLDER] [--rounds 5]
 *
 * The interpreter needs tensorflow 2.15, tf2onnx, scikit-learn, skl2onnx and pandas. The bundle is one of
 * `waymark run churn --data telco.csv`; without it, one is trained.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tensor } from 'onnxruntime-node';
import { isWhole, parseOptions } from '../scripts/parse-options.mjs';
import { callsPerSecond } from './export/run-times.js';
import { median } from './statistics.js';

const values = parseOptions(
  import.meta.url,
  {
    python: { type: 'string' },
    data: { type: 'string' },
    bundle: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
  (given) => [
    ...(given.python === undefined ? ['--python INTERPRETER must be named'] : []),
    ...(given.data === undefined ? ['--data telco.csv must be named'] : []),
    ...(isWhole(given.rounds, 1) ? [] : [`--rounds must be a whole number from 1 on; got ${given.rounds}`]),
  ],
);
const { python, data } = values;
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'waymark-benchmark-'));
let isGood = true;

console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
await againstTf2onnx('mlp', { time: 1 / 20, memory: 1 / 10 });
await againstTf2onnx('cnn', { time: 1 / 5 });
await againstScikitLearn();
rmSync(folder, { recursive: true });
process.exitCode = isGood ? 0 : 1;

async function againstTf2onnx(architecture, required) {
  const files = {
    waymark: join(folder, `${architecture}-waymark.onnx`),
    tf2onnx: join(folder, `${architecture}.onnx`),
  };
  const runs = { waymark: [], tf2onnx: [] };
  for (let round = 0; round < rounds; round++) {
    runs.waymark.push(run(process.execPath, ['tfjs-model.js', architecture, files.waymark]));
    runs.tf2onnx.push(run(python, ['keras_model.py', architecture, files.tf2onnx]));
  }
  const of = (tool, what) => median(runs[tool].map((measured) => measured[what]));
  console.log(
    `\n${architecture}, ${of('waymark', 'parameters').toLocaleString('en')} parameters, medians of ${rounds}`,
  );
  const compare = (what, unit, digits, bar) => {
    const [ours, theirs] = [of('waymark', what), of('tf2onnx', what)];
    const text = `${(ours / unit.size).toFixed(digits)} against ${(theirs / unit.size).toFixed(digits)} ${unit.name}`;
    report(what, text, ours / theirs, { atMost: bar });
  };
  compare('seconds', { size: 1, name: 's' }, 3, required.time);
  compare('peakBytes', { size: 2 ** 20, name: 'MiB' }, 0, required.memory);
  compare('fileBytes', { size: 1000, name: 'kB' }, 1, 1);
  for (const batch of [1, 32]) {
    const feedsOf = (session) => {
      const [{ name, shape }] = session.inputMetadata;
      const dimensions = [batch, ...shape.slice(1)];
      const length = dimensions.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length }, (_, i) => Math.sin(i));
      return { [name]: new Tensor('float32', values, dimensions) };
    };
    const [ours, theirs] = await callsPerSecond(
      [files.waymark, files.tf2onnx].map((file) => ({ file, feedsOf })),
      { rounds },
    );
    const text = `${(1000 / ours).toFixed(3)} against ${(1000 / theirs).toFixed(3)} ms`;
    // Within 5 % two runs of the same file differ too.
    report(`run, batch ${batch}`, text, theirs / ours, { atMost: 1.05 });
  }
}

async function againstScikitLearn() {
  const batch = 256;
  const bundle = values.bundle ?? trainBundle();
  const ours = join(bundle, 'model.onnx');
  const theirs = join(folder, 'churn-sklearn.onnx');
  const sklearn = run(python, ['churn_pipeline.py', data, theirs, batch, 0.5, rounds]);
  const feedsOf = ({ inputMetadata }) =>
    Object.fromEntries(inputMetadata.map((input) => [input.name, columnOf(sklearn, input)]));
  const calls = await callsPerSecond(
    [ours, theirs].map((file) => ({ file, feedsOf })),
    { rounds },
  );
  const [rows, exportedRows] = calls.map((rate) => rate * batch);
  const against = (other) => `${perSecond(rows)} against ${perSecond(other)}`;
  console.log(
    `\nchurn, preprocessing and model in one graph, batch ${batch}, one thread, medians of ${rounds}`,
  );
  report('rows a second', perSecond(rows), rows, { atLeast: 200_000 });
  report('scikit-learn', against(sklearn.rowsPerSecond), rows / sklearn.rowsPerSecond, { atLeast: 5 });
  report('skl2onnx', against(exportedRows), rows / exportedRows, { atLeast: 0.9 });
}

function trainBundle() {
  const waymark = fileURLToPath(new URL('../apps/cli/bin/waymark.js', import.meta.url));
  const out = join(folder, 'run');
  const home = join(folder, 'home');
  execFileSync(process.execPath, [waymark, 'run', 'churn', '--data', data, '--out', out, '--home', home], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(out, 'artifacts', 'bundle');
}

/** A column of the rows, as [N] or [N, 1], whichever the graph takes. */
function columnOf({ names, rows }, { name, type, shape }) {
  const column = names.indexOf(name);
  const cells = rows.map((row) => row[column]);
  const data = {
    string: () => cells.map((cell) => cell ?? ''),
    int64: () => BigInt64Array.from(cells, BigInt),
    float32: () => Float32Array.from(cells, (cell) => cell ?? Number.NaN),
    float64: () => Float64Array.from(cells, (cell) => cell ?? Number.NaN),
  };
  return new Tensor(type, data[type](), shape.length === 1 ? [cells.length] : [cells.length, 1]);
}

/** What a contestant prints, from a process of its own. Its numerical libraries get one thread, as onnxruntime does. */
function run(command, args) {
  const [file, ...rest] = args;
  const path = fileURLToPath(new URL(`export/${file}`, import.meta.url));
  const output = execFileSync(command, [path, ...rest.map(String)], {
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output.toString().trim().split('\n').at(-1));
}

function report(what, text, ratio, { atMost, atLeast }) {
  const isMet = ratio <= (atMost ?? Infinity) && ratio >= (atLeast ?? -Infinity);
  const required =
    atMost === undefined && atLeast === undefined
      ? ''
      : ` (required: ${atMost === undefined ? `≥ ${atLeast.toLocaleString('en')}` : `≤ ${atMost.toPrecision(2)}`}${isMet ? '' : ', NOT MET'})`;
  const shown = ratio > 1000 ? '' : `, ratio ${ratio.toPrecision(3)}`;
  console.log(`${what.padEnd(15)} ${text}${shown}${required}`);
  isGood &&= isMet;
}

function perSecond(count) {
  return `${Math.round(count).toLocaleString('en')} rows/s`;
}
