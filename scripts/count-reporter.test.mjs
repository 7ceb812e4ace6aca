import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { workspaceRoot } from './check-run.mjs';
import { layWorkspace } from './fixture-workspace.mjs';

const reporter = fileURLToPath(new URL('count-reporter.ts', import.meta.url));
const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', pathToFileURL(workspaceRoot)));

/**
 * Runs Vitest itself on the files, with this reporter only.
 *
 * @param {Readonly<Record<string, string>>} files
 */
function runVitest(files) {
  const config = `import { CountReporter } from ${JSON.stringify(reporter)};
export default { test: { globals: true, reporters: [new CountReporter()] } };`;
  const root = layWorkspace({ 'vitest.config.mjs': config, ...files });
  const run = spawnSync(process.execPath, [vitest, 'run'], { cwd: root, encoding: 'utf8' });
  return { status: run.status, lines: run.stdout.trim().split('\n') };
}

describe('CountReporter', () => {
  it('counts tests, and what failed around them, and tells what was skipped', () => {
    const { status, lines } = runVitest({
      'mixed.test.js': `
        it('passes', () => {});
        it('fails', () => { throw new Error('no'); });
        describe.skip('a part (needs DATA)', () => { it('one', () => {}); it('two', () => {}); });
        describe('another part', () => { it('runs', () => {}); it.skip('waits (needs ROOT)', () => {}); });
        it('decides late', ({ skip }) => skip('no server here'));`,
      'broken.test.js': "import './none.js';",
      'hook.test.js': "beforeAll(() => { throw new Error('no'); }); it('is not reached', () => {});",
    });
    expect(status).toBe(1);
    expect(lines.slice(0, -1).sort()).toEqual([
      'skipped 1 in hook.test.js > is not reached',
      'skipped 1 in mixed.test.js > another part > waits (needs ROOT)',
      'skipped 1 in mixed.test.js > decides late: no server here',
      'skipped 2 in mixed.test.js > a part (needs DATA)',
    ]);
    expect(lines.at(-1)).toBe('2 passed, 3 failed, 5 skipped');
  });

  it('says no more than the counts when all pass', () => {
    expect(runVitest({ 'a.test.js': "it('passes', () => {});" })).toEqual({
      status: 0,
      lines: ['1 passed, 0 failed'],
    });
  });

  it('fails a run in which every test was skipped', () => {
    expect(runVitest({ 'a.test.js': "it.skip('waits', () => {});" })).toEqual({
      status: 1,
      lines: ['skipped 1 in a.test.js > waits', 'error: no test ran', '0 passed, 0 failed, 1 skipped'],
    });
  });

  it('fails a run that finds no file', () => {
    expect(runVitest({})).toMatchObject({ status: 1 });
  });
});
