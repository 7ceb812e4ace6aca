/** Bad input at the command line: each a clear error with its exit code, and nothing that was good is broken after. */

import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { churnSchema, simulateChurn } from '@waymark/churn';
import { exitCodes } from '@waymark/contracts';
import { writeTable } from '@waymark/data';
import { FileModelRegistry } from '@waymark/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runResult } from '../results.js';
import { waymark, waymarkLauncher } from '../waymark-command.js';

let folder = '';
let home = '';
let good = '';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [waymarkLauncher, ...words], { env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    output.stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    output.stderr += part.toString();
  });
  const code = await new Promise<number>((done) => child.on('close', (status) => done(status ?? 1)));
  return { code, ...output };
}

const runFile = (file: string) =>
  run(['run', 'churn', '--data', file, '--out', join(folder, 'out'), '--home', home]);

/** The good file with one text replaced, as a file of its own. */
async function spoiled(name: string, change: (csv: string) => string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, change(await readFile(good, 'utf8')));
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-bad-'));
  home = join(folder, 'home');
  good = join(folder, 'good.csv');
  await writeTable(good, simulateChurn({ rows: 1200, seed: 5 }), churnSchema);
  const words = ['run', 'churn', '--data', good, '--out', join(folder, 'out'), '--home', home];
  await waymark(words, { result: runResult });
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('waymark with bad input', { timeout: 180_000 }, () => {
  it.each([
    ['an unknown command', ['deploy'], exitCodes.usage, /no command 'deploy'.*run, data, train/],
    ['an unknown option', ['models', '--colour'], exitCodes.usage, /--colour/],
    ['a missing word', ['train'], exitCodes.usage, /expected PROJECT/],
    [
      'an unknown project',
      ['train', 'nosuch'],
      exitCodes.usage,
      /PROJECT must be one of: .*\bchurn\b.*; got 'nosuch'/,
    ],
    ['a missing file', ['run', 'churn', '--data', 'no-such.csv'], exitCodes.usage, /no-such\.csv/],
    ['an unknown source', ['run', 'churn', '--source', 'titanic'], exitCodes.usage, /telco/],
    [
      'folds that are no number',
      ['evaluate', 'churn', '--folds', 'many'],
      exitCodes.usage,
      /2 to 50; got 'many'/,
    ],
  ])('%s ends with its code and says what must hold', async (_, words, code, message) => {
    const ended = await run(words, { WAYMARK_HOME: home });
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toMatch(/\n {4}at /);
  });

  it('an environment that is not valid names the variable', async () => {
    const ended = await run(['models'], { WAYMARK_TFJS_BACKEND: 'cuda' });
    expect(ended.stderr).toMatch(/WAYMARK_TFJS_BACKEND/);
    expect(ended.code).toBe(exitCodes.usage);
  });

  it.each([
    ['wrong-column.csv', (csv: string) => csv.replace('tenure', 'tenur'), /tenure/],
    [
      'text-for-number.csv',
      (csv: string) => csv.replace(/\n([^\n]*?),(\d+\.\d+),/, '\n$1,expensive,'),
      /expensive/,
    ],
    ['empty.csv', () => '', /empty/i],
  ])('%s is refused as invalid data', async (name, change, message) => {
    const ended = await runFile(await spoiled(name, change));
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(exitCodes.dataInvalid);
    expect(ended.stderr).not.toMatch(/\n {4}at /);
  });

  it('an unknown model cannot be served or rolled back', async () => {
    for (const words of [
      ['serve', 'nosuch', '--home', home, '--port', '0'],
      ['rollback', 'nosuch', '--home', home],
    ]) {
      const ended = await run(words);
      expect(ended.stderr).toMatch(/nosuch/);
      expect(ended.code).toBe(exitCodes.usage);
    }
  });

  it('a port in use ends with the environment code and names the port', async () => {
    const blocker: Server = createServer();
    await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
    const address = blocker.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const ended = await run(['serve', 'churn', '--home', home, '--port', port]);
    blocker.close();
    expect(ended.stderr).toContain(port);
    expect(ended.stderr).not.toMatch(/\n {4}at /);
    expect(ended.code).toBe(exitCodes.environment);
  });

  it('a bundle with one byte changed is not served', async () => {
    const copy = join(folder, 'tampered');
    const registry = new FileModelRegistry(copy);
    const bundle = join(folder, 'out/artifacts/bundle');
    const { version } = await registry.register(bundle, { gitSha: null, dirty: null });
    await registry.moveAliases('churn', { aliases: { champion: version }, reason: 'a test' });
    await appendFile(join(await registry.bundleFolder('churn', version), 'golden.json'), ' ');
    const ended = await run(['serve', 'churn', '--home', copy, '--port', '0']);
    expect(ended.stderr).toMatch(/golden\.json/);
    expect(ended.code).not.toBe(exitCodes.done);
  });

  it('of two trainings at once in one folder, one works and the other is told so', async () => {
    const ended = await Promise.all([runFile(good), runFile(good)]);
    const codes = ended.map(({ code }) => code).sort();
    // They may also come one after the other: then both work.
    expect([
      [0, 0],
      [0, exitCodes.environment],
    ]).toContainEqual(codes);
    for (const { code, stderr } of ended) if (code !== 0) expect(stderr).toMatch(/one process at a time/);
  });

  it('leaves the registry as it was', async () => {
    const model = await new FileModelRegistry(home).model('churn');
    expect(model?.versions).toHaveLength(1);
    expect(model?.aliases.champion).toBe(1);
    expect((await runFile(good)).code).toBe(exitCodes.done);
  });
});
