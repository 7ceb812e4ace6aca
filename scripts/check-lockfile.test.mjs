import { describe, expect, it } from 'vitest';
import { checkLockfile } from './check-lockfile.mjs';
import { layWorkspace } from './fixture-workspace.mjs';

const tools = ['turbo', '@biomejs/biome', 'typescript', 'rolldown', '@duckdb/node-bindings'];
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** The entries of a lock without a problem. */
function completeLock() {
  /** @type {Record<string, Record<string, unknown>>} */
  const entries = { '': {}, 'node_modules/@waymark/data': { resolved: 'packages/data', link: true } };
  for (const tool of tools) {
    const names = platforms.map((platform) => `${tool}-${platform}`);
    const optionalDependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
    entries[`node_modules/${tool}`] = { integrity: 'sha512-a', optionalDependencies };
    for (const platform of platforms) {
      const [os, cpu] = platform.split('-');
      entries[`node_modules/${tool}-${platform}`] = { integrity: 'sha512-b', os: [os], cpu: [cpu] };
    }
  }
  return entries;
}

/** @param {Record<string, unknown>} packages */
const check = (packages) => checkLockfile(layWorkspace({ 'package-lock.json': { packages } }));

describe('checkLockfile', () => {
  it('accepts a lock with the binaries of every platform', () => {
    expect(check(completeLock())).toEqual({ summary: 'read 37 entries, 5 native tools', problems: [] });
  });

  it('finds the binary that the lock lacks, though the tool names it', () => {
    const { 'node_modules/turbo-win32-arm64': _, ...rest } = completeLock();
    expect(check(rest).problems).toEqual([
      'node_modules/turbo needs turbo-win32-arm64, which the lock lacks; remove node_modules and the lock, and run `npm install`',
      'turbo has no binary for win32-arm64',
    ]);
  });

  it('finds an optional package that lies beside the package that names it', () => {
    const lock = completeLock();
    lock['packages/a/node_modules/b'] = {
      integrity: 'sha512-c',
      optionalDependencies: { c: '1', d: '1', e: '1' },
    };
    lock['packages/a/node_modules/b/node_modules/c'] = { integrity: 'sha512-c' };
    lock['packages/a/node_modules/d'] = { integrity: 'sha512-c' };
    lock['node_modules/e'] = { integrity: 'sha512-c' };
    expect(check(lock).problems).toEqual([]);
  });

  it('finds a tool that is gone', () => {
    const { 'node_modules/rolldown': _, ...rest } = completeLock();
    expect(check(rest).problems).toEqual([
      'node_modules/rolldown is not in the lock; take it off the list of native tools, or install it',
    ]);
  });

  it('finds a named registry and a missing hash', () => {
    const entry = { resolved: 'https://registry.example/a.tgz' };
    expect(check({ ...completeLock(), 'node_modules/a': entry }).problems).toEqual([
      'node_modules/a names where it came from; .npmrc must have omit-lockfile-registry-resolved=true',
      'node_modules/a has no integrity hash; install it from a registry',
    ]);
  });
});
