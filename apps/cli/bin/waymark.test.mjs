import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const bin = dirname(fileURLToPath(import.meta.url));

/** What the compiled command does in these tests: it tells its words, and exits with 3. */
const compiled = "console.log('ran', ...process.argv.slice(2)); process.exitCode = 3;";
/** In the place of Turborepo: writes the compiled command, talking as it works. */
const builder = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  console.log('turbo', ...process.argv.slice(2));
  mkdirSync('apps/cli/dist', { recursive: true });
  writeFileSync('apps/cli/dist/main.js', ${JSON.stringify(compiled)});
`;

/**
 * A workspace of its own with the launcher in it.
 *
 * @param {Readonly<Record<string, string>>} files
 */
function layClone(files) {
  const root = mkdtempSync(join(tmpdir(), 'waymark-launcher-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(bin, join(root, 'apps/cli/bin'), { recursive: true });
  for (const [path, content] of Object.entries({ 'package.json': '{"type": "module"}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** @param {string} root @param {Readonly<Record<string, string>>} [variables] */
function launch(root, variables = {}) {
  const { TURBO_HASH: _, ...env } = process.env;
  const launcher = join(root, 'apps/cli/bin/waymark.js');
  return spawn(process.execPath, [launcher, 'models', '--json'], {
    cwd: tmpdir(),
    env: { ...env, ...variables },
  });
}

/**
 * @param {import('node:child_process').ChildProcessWithoutNullStreams} child
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
function outcome(child) {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

describe('the waymark launcher', () => {
  it('goes on in the compiled command, with its words and its exit code', async () => {
    const root = layClone({ 'apps/cli/dist/main.js': compiled });
    expect(await outcome(launch(root))).toEqual({
      ...{ code: 3, signal: null },
      ...{ stdout: 'ran models --json\n', stderr: '' },
    });
  });

  it('builds first in a fresh clone, and keeps stdout to the command', async () => {
    const root = layClone({
      'node_modules/turbo/package.json': '{"type": "module"}',
      'node_modules/turbo/bin/turbo': builder,
    });
    expect(await outcome(launch(root))).toEqual({
      ...{ code: 3, signal: null, stdout: 'ran models --json\n' },
      stderr: 'building Waymark (first run only)…\nturbo run build --output-logs=errors-only\n',
    });
  });

  it('asks for npm ci when nothing is installed', async () => {
    const { code, stdout, stderr } = await outcome(launch(layClone({})));
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toMatch(/^error: the dependencies must be installed; run `npm ci` in .*\n$/);
  });

  it('starts no build inside of a build', async () => {
    const root = layClone({ 'node_modules/turbo/bin/turbo': builder });
    const { code, stderr } = await outcome(launch(root, { TURBO_HASH: '0123456789abcdef' }));
    expect(code).toBe(7);
    expect(stderr).toContain('must depend on `build` in turbo.json');
  });

  it('fails when the build fails, or writes nothing', async () => {
    const failing = layClone({ 'node_modules/turbo/bin/turbo': 'process.exitCode = 2;' });
    expect(await outcome(launch(failing))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error: the build must succeed; see above\n'),
    });
    const idle = layClone({ 'node_modules/turbo/bin/turbo': '' });
    expect(await outcome(launch(idle))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('must write'),
    });
  });

  it('stops the build when it is stopped', async () => {
    const waiting =
      "process.on('SIGTERM', () => { console.log('stopped'); process.exit(143); }); console.log('at work'); setInterval(() => {}, 1000);";
    const child = launch(layClone({ 'node_modules/turbo/bin/turbo': waiting }));
    const ended = outcome(child);
    child.stderr.on('data', (chunk) => {
      if (String(chunk).includes('at work')) child.kill('SIGTERM');
    });
    expect(await ended).toMatchObject({
      code: null,
      signal: 'SIGTERM',
      stderr: expect.stringContaining('stopped\n'),
    });
  });
});
