import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'waymark-options-'));
const script = join(folder, 'count.mjs');
beforeAll(() =>
  writeFileSync(
    script,
    `/**
 * Counts.
 *
 *   node count.mjs [--to 10]
 */

import { isWhole, parseOptions } from '${new URL('parse-options.mjs', import.meta.url).href}';

/** Another comment. */
const options = { to: { type: 'string', default: '10' }, by: { type: 'string', default: '1' } };
const problemsOf = (given) =>
  ['to', 'by'].filter((name) => !isWhole(given[name], 1)).map((name) => name + ' is wrong');
console.log(JSON.stringify(parseOptions(import.meta.url, options, problemsOf)));
`,
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

const usage = 'Counts.\n\n  node count.mjs [--to 10]\n';

/** @param {...string} words @returns {Promise<{ code: unknown, stdout: string, stderr: string }>} */
function count(...words) {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...words], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

describe('parseOptions', () => {
  it('gives what is asked, and defaults for the rest', async () => {
    expect(await count('--to', '3')).toEqual({ code: 0, stdout: '{"to":"3","by":"1"}\n', stderr: '' });
  });

  it.each(['--help', '-h'])('prints the script’s first comment for %s', async (word) => {
    expect(await count('--to', word)).toEqual({ code: 0, stdout: usage, stderr: '' });
  });

  it.each(['--nope', 'nope'])('refuses %s with the same words, and without a stack', async (word) => {
    const { code, stdout, stderr } = await count(word);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`'${word}'`);
    expect(stderr).toContain(usage);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('tells all problems of the values together', async () => {
    expect(await count('--to', '0', '--by', '1.5')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: `error: to is wrong\nerror: by is wrong\n\n${usage}`,
    });
  });
});
