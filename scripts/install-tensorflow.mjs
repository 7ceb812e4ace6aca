/**
 * `npm run tensorflow`: adds tfjs-node, whose native TensorFlow trains larger models faster than WebAssembly. It is
 * optional, so it is no dependency: npm's install scripts are off here, and its own script downloads TensorFlow.
 * The lock file is left as it is; `npm ci` removes it again.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './check-run.mjs';

const exitEnvironment = 7;
const { peerDependencies } = JSON.parse(
  readFileSync(join(workspaceRoot, 'packages/training/package.json'), 'utf8'),
);
const version = peerDependencies['@tensorflow/tfjs-node'];
const folder = join(workspaceRoot, 'node_modules/@tensorflow/tfjs-node');

const steps = [
  {
    title: `installing @tensorflow/tfjs-node ${version}`,
    command: 'npm',
    words: ['install', '--no-save', '--ignore-scripts', `@tensorflow/tfjs-node@${version}`],
    cwd: workspaceRoot,
    advice: 'the npm registry must be reachable',
  },
  {
    title: 'downloading TensorFlow and the addon',
    command: process.execPath,
    words: ['scripts/install.js'],
    cwd: folder,
    advice: 'storage.googleapis.com must be reachable; without the addon Waymark trains on WebAssembly',
  },
  {
    title: 'loading it',
    command: process.execPath,
    words: ['-e', "require('util').isNullOrUndefined ??= (x) => x == null; require('.')"],
    cwd: folder,
    advice: 'the addon must fit this machine; without it Waymark trains on WebAssembly',
  },
];

for (const { title, command, words, cwd, advice } of steps) {
  console.log(`${title} …`);
  const { status } = spawnSync(command, words, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) continue;
  console.error(`error: ${advice}`);
  process.exit(exitEnvironment);
}
console.log('ready: training uses TensorFlow now; WAYMARK_TFJS_BACKEND=wasm goes back');
