/**
 * A large file up to an MLflow server and down again: the time of each way, and the most memory that this process had.
 * The file is made, compared by its checksum and deleted, here and on the server.
 *
 *   npm run build && node benchmarks/mlflow/artifact.js --url http://127.0.0.1:5000 [--bytes 2000000000]
 *
 * The disk needs room for three times the bytes if the server is on the same machine.
 */

import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MlflowClient } from '@waymark/mlflow';
import { isWhole, parseOptions } from '../../scripts/parse-options.mjs';
import { temporaryRun } from './temporary-run.js';

const values = parseOptions(
  import.meta.url,
  {
    url: { type: 'string', default: 'http://127.0.0.1:5000' },
    bytes: { type: 'string', default: '2000000000' },
  },
  (given) =>
    isWhole(given.bytes, 1) ? [] : [`--bytes must be a whole number from 1 on; got ${given.bytes}`],
);
const bytes = Number(values.bytes);
const maxMegabytes = 200;

console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
const { artifacts, ...client } = new MlflowClient({ url: values.url });
const run = await temporaryRun(client);
const folder = await mkdtemp(join(tmpdir(), 'waymark-benchmark-'));
const [sent, back] = [join(folder, 'sent'), join(folder, 'back')];
try {
  await makeFile(sent);
  const up = await timed('up', () => artifacts.uploadFile(run.artifact_uri, 'large.bin', sent));
  const { sha256 } = up;
  await timed('down', () => artifacts.downloadFile(run.artifact_uri, 'large.bin', back, { sha256 }));
} finally {
  await rm(folder, { recursive: true });
  await artifacts.deleteFile(run.artifact_uri, 'large.bin');
  await run.delete();
}
// maxRSS is in kilobytes.
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
const isMet = megabytes <= maxMegabytes;
console.log(
  `memory  ${megabytes.toFixed(0)} MB at most (required: ≤ ${maxMegabytes}${isMet ? '' : ', NOT MET'})`,
);
process.exitCode = isMet ? 0 : 1;

/** No two megabytes are the same, so that none can take another's place. */
async function makeFile(path) {
  const file = await open(path, 'wx');
  const block = randomBytes(1_000_000);
  for (let start = 0; start < bytes; start += block.length) {
    block.writeDoubleLE(start);
    await file.write(block.subarray(0, Math.min(block.length, bytes - start)));
  }
  await file.close();
}

async function timed(what, work) {
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = bytes / 1e6 / seconds;
  console.log(
    `${what.padEnd(7)} ${(bytes / 1e6).toLocaleString('en')} MB in ${seconds.toFixed(1)} s, ${rate.toFixed(0)} MB/s`,
  );
  return result;
}
