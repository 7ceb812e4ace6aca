/** What the README shows, done: its code is run, and prints what it says. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ServerUnderTest } from './real-server.js';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

/** Runs it as a module of this package, whose build it imports by name; gives what it prints. */
async function run(code: string, url: string): Promise<readonly string[]> {
  const words = ['--input-type=module', '--eval', code];
  const env = { ...process.env, MLFLOW_TRACKING_URI: url };
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder, env });
  return stdout.trim().split('\n');
}

export function describeReadme(real: ServerUnderTest): void {
  describe('README', () => {
    it('shows what its examples print', async () => {
      expect(examples).toHaveLength(2);
      for (const code of examples) {
        const shown = [...code.matchAll(/\/\/ => (.*)$/gm)].map(([, text]) => text);
        expect(shown.length).toBeGreaterThan(1);
        expect(await run(code, real.url)).toEqual(shown);
      }
    });
  });
}
