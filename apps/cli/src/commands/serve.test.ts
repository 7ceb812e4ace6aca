/** The page about bare models is the script: its commands are run as they stand, in a folder and on a port of their own. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workspaceRoot } from '../workspace.js';

const run = promisify(execFile);
const main = join(workspaceRoot, 'apps/cli/bin/waymark.js');

let folder = '';
let server: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-bare-'));
});
afterAll(async () => {
  server?.kill('SIGINT');
  await rm(folder, { recursive: true, force: true });
});

/** The lines of the page's blocks of commands. */
async function blocks(): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(workspaceRoot, 'docs/bare-models.md'), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim().split('\n'));
}

/** Starts the server with the words of a line, and reads what it prints until it is ready. */
async function serve(line: string): Promise<readonly string[]> {
  const words = line.replace('npx waymark ', '').split(' ');
  const env = { ...process.env, PORT: '0', WAYMARK_WORKERS: '1' };
  const child = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server = child;
  const lines: string[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    lines.push(text);
    if (text.startsWith('stop ')) break;
  }
  return lines;
}

async function shell(line: string): Promise<string> {
  return (
    await run('sh', ['-c', line.replaceAll('packages/', `${workspaceRoot}/packages/`)], { cwd: folder })
  ).stdout;
}

describe('waymark serve --models', () => {
  it('works as the page says, and so does what it prints', async () => {
    const [setUp = [], asked = []] = await blocks();
    const start = setUp.at(-1) ?? '';
    expect(start).toBe('npx waymark serve --models models');
    for (const line of setUp.slice(0, -1)) await shell(line);
    const printed = await serve(start);
    const page = printed.find((line) => line.startsWith('page ')) ?? '';
    const address = page.replace(/^page\s+/, '').replace(/\/$/, '');
    const answers: unknown[] = [];
    for (const line of asked)
      answers.push(JSON.parse(await shell(line.replaceAll('http://127.0.0.1:8080', address))));
    expect(answers).toEqual([
      {
        ...{ model_name: 'scale', model_version: '2' },
        outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 3], data: [3, 6, 9] }],
      },
      {
        model_version: '1',
        predictions: [
          [2, 4, 6],
          [8, 10, 12],
        ],
      },
      [
        { name: 'double', version: '1', state: 'READY', reason: '' },
        { name: 'scale', version: '2', state: 'READY', reason: '' },
      ],
    ]);
    const curls = printed.filter((line) => line.startsWith('curl '));
    expect(curls).toHaveLength(2);
    for (const line of curls)
      expect(JSON.parse(await shell(line))).toMatchObject({ outputs: [{ data: [0, 0, 0] }] });
  });

  it('asks for the folder of a file', async () => {
    await expect(run(process.execPath, [main, 'serve', 'models/a.onnx'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "served by their folder: --models FOLDER; got the file 'models/a.onnx'",
      ),
    });
  });

  it('refuses both projects and a folder, and neither', async () => {
    for (const words of [['serve'], ['serve', 'churn', '--models', 'models']])
      await expect(run(process.execPath, [main, ...words])).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining('expected PROJECT… or --models FOLDER'),
      });
  });
});

describe('waymark serve', () => {
  it('does not start where it cannot log what it predicts', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    await writeFile(join(home, 'predictions'), 'a file in its place');
    await expect(run(process.execPath, [main, 'serve', 'churn', '--home', home])).rejects.toMatchObject({
      code: 7,
      stderr: expect.stringContaining(join(home, 'predictions')),
    });
  });
});
