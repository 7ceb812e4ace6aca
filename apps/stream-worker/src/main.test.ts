/** The compiled worker as a process, as a shell starts it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tinyChampion } from './testing/tiny-champion.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let folder = '';
let home = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-worker-'));
  ({ home } = await tinyChampion(folder, 1));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(words: readonly string[] = ['tiny', '--from', '-'], startHome = home) {
  const env = { ...process.env, WAYMARK_HOME: startHome, LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, [main, ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const told: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => told.push(String(bytes)));
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await answers.next();
    return done ? undefined : JSON.parse(value);
  };
  // With the code, when the pipes are closed too.
  const ended = once(child, 'close').then(([code]) => Number(code));
  return { child, next, ended, told };
}

describe('stream-worker', () => {
  it('answers each line as it comes, and ends with its input', async () => {
    const { child, next, ended } = start();
    child.stdin.write('{"id":"a","age":30,"city":"Oslo"}\n');
    expect(await next()).toMatchObject({ key: 'a', model_version: '1' });
    child.stdin.end('oops\n{"id":"b","age":31,"city":"Rome"}');
    expect(await next()).toEqual({ error: 'the line must be a JSON object {column: value}', line: 2 });
    expect(await next()).toMatchObject({ key: 'b' });
    expect(await next()).toBeUndefined();
    expect(await ended).toBe(0);
    expect(await readdir(join(home, 'predictions'))).toHaveLength(1);
  });

  it('answers what it has read when it is told to stop, while its input stays open', async () => {
    const { child, next, ended, told } = start();
    child.stdin.write('{"age":30,"city":"Oslo"}\n');
    await next();
    child.stdin.write('{"id":"last","age":30,"city":"Oslo"}\n{"id":"cut');
    expect(await next()).toMatchObject({ key: 'last' });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(told.join('')).toContain('stopped inside of line 3');
  });

  it('tells what is wrong, and ends with the code of it', async () => {
    const usage = start(['tiny']);
    expect(await usage.ended).toBe(2);
    expect(usage.told.join('')).toContain('--from must be -');
    const unknown = start(['none', '--from', '-']);
    expect(await unknown.ended).toBe(2);
    expect(unknown.told.join('')).toContain('none');
  });

  it('does not start where it cannot log what it predicts', async () => {
    await writeFile(join(folder, 'predictions'), 'a file in its place');
    const { ended, told } = start(undefined, folder);
    expect(await ended).toBe(7);
    expect(told.join('')).toContain(join(folder, 'predictions'));
  });
});
