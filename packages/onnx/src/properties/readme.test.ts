/** The README does what it shows, and the package needs no tfjs when it runs: any copy of it will do. */

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

/** Runs it as a module of this package, whose build it imports by name; gives what it prints. */
async function run(code: string): Promise<readonly string[]> {
  const words = ['--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
  return stdout.trim().split('\n');
}

describe('README', () => {
  it('shows what the first example prints', async () => {
    const [code = ''] = examples;
    const shown = [...code.matchAll(/\/\/ => (.*)$/gm)].map(([, text]) => text);
    expect(shown).toHaveLength(2);
    expect(await run(code)).toEqual(shown);
  });

  it('shows a converter that works', async () => {
    const [, code = ''] = examples;
    const model = `
import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
class Scale extends layers.Layer {
  static className = 'Scale';
  getConfig() { return { ...super.getConfig(), factor: 3 }; }
}
const model = sequential({ layers: [new Scale({ inputShape: [2] })] });
`;
    const printed = code.replace('exportToOnnx(model', 'const { report } = exportToOnnx(model');
    expect(await run(`${model}${printed}console.log(report.nodes);`)).toEqual(['1']);
  });
});

describe('the package', () => {
  it('imports tfjs for its types only, and else nothing but node and contracts', () => {
    const source = join(folder, 'src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing'),
    );
    const atRunTime = files.flatMap((path) =>
      [
        ...readFileSync(join(source, path), 'utf8').matchAll(
          /^(?:import|export) (?!type )[^;]*?from '([^.'][^']*)'/gm,
        ),
      ].map(([, name]) => name),
    );
    expect(files.length).toBeGreaterThan(50);
    expect([...new Set(atRunTime)].filter((name) => !name?.startsWith('node:'))).toEqual([
      '@waymark/contracts',
    ]);
  });
});
