/** Where and when a run was made: figures of another machine cannot be compared with it, ratios perhaps. */

import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

export function machineOf() {
  return {
    date: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch} ${release()}`,
    processors: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    commit: commitOf(),
  };
}

/** Undefined where there is no git; with `+` when files differ from it. */
function commitOf() {
  const git = (...args) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changes = git('status', '--porcelain', '--untracked-files=no').trim();
    return `${git('rev-parse', 'HEAD').trim()}${changes === '' ? '' : '+'}`;
  } catch {
    return undefined;
  }
}
