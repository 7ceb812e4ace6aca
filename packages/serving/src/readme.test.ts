/** The README does what it shows, and names every folder. */

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

describe('README', () => {
  it('shows what its example prints', async () => {
    const [, code = ''] = /^```js\n([\s\S]*?)^```/m.exec(readme) ?? [];
    const [, shown] = /\/\/ => (.*)$/m.exec(code) ?? [];
    expect(shown).toBe('[ [ 2, 4, 6 ] ]');
    const models = await temporaryFolder();
    await copyFile(join(folder, 'src/testing/double.onnx'), join(models, 'double.onnx'));
    const words = ['--input-type=module', '--eval', code.replace("'models'", JSON.stringify(models))];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
    expect(stdout.trim().split('\n').at(-1)).toBe(shown);
  });

  it('names the folders of the source, each once', () => {
    const rows = readme.match(/^\| `.*$/gm) ?? [];
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const entries = readdirSync(join(folder, 'src'), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(named.sort()).toEqual(folders.sort());
  });
});
