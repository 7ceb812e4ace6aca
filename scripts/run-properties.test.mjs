import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('run-properties.mjs', import.meta.url));

/** @param {readonly string[]} words @returns {Promise<{ code: unknown, stdout: string, stderr: string }>} */
function run(words) {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...words], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

describe('run-properties', () => {
  it('checks the seeds that it is asked for, and sums them up', async () => {
    const { code, stdout } = await run(['--from', '3', '--seeds', '2']);
    expect(stdout).toContain('seeds 3 to 4\n');
    expect(stdout).toMatch(/^2 models: \d agree, \d refused, \d unstable, 0 failed$/m);
    expect(code).toBe(0);
  });

  it('refuses numbers that are none', async () => {
    const { code, stderr } = await run(['--seeds', 'many']);
    expect(stderr).toContain('--seeds must be a whole number from 1 on');
    expect(code).toBe(2);
  });
});
