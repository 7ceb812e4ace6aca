import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { workspaceRoot } from './workspace.js';

const run = (...words: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(workspaceRoot, 'apps/cli/dist/main.js'), ...words]);

describe('waymark', () => {
  it('tells its version', async () => {
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await run('--version', '--json')).stdout)).toEqual({
      version: expect.stringMatching(/^\d/),
    });
  });

  it('tells all commands where it gets no words', async () => {
    expect((await run()).stdout).toBe((await run('--help')).stdout);
  });
});
