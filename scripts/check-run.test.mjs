import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layWorkspace } from './fixture-workspace.mjs';

/**
 * Runs a program beside a check that gives the result.
 *
 * @param {object} result @param {string} program
 */
function runBeside(result, program) {
  const checkRun = JSON.stringify(new URL('check-run.mjs', import.meta.url).href);
  const root = layWorkspace({
    'check-x.mjs': `import { runCheck } from ${checkRun};\nawait runCheck(import.meta.url, () => (${JSON.stringify(result)}));`,
    'other.mjs': "import './check-x.mjs';",
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, program)], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('runCheck', () => {
  it('prints what was read, and exits with 0 without a problem', () => {
    expect(runBeside({ summary: 'read 2 files', problems: [], notes: ['a note'] }, 'check-x.mjs')).toEqual({
      status: 0,
      stdout: 'a note\ncheck-x: read 2 files; no problem\n',
      stderr: '',
    });
  });

  it('prints every problem, and exits with 1', () => {
    expect(runBeside({ summary: 'read 2 files', problems: ['one', 'two'] }, 'check-x.mjs')).toEqual({
      status: 1,
      stdout: 'check-x: read 2 files; problems: 2\n',
      stderr: 'check-x: one\ncheck-x: two\n',
    });
  });

  it('does nothing for a check that is only imported', () => {
    expect(runBeside({ summary: '', problems: ['one'] }, 'other.mjs')).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});
