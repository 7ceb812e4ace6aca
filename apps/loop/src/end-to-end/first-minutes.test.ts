/** The README's first commands, as a new user types them: train and serve by Turbo, paste the curl line, monitor. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { monitorResult } from '../results.js';
import { waymark } from '../waymark-command.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const answer = z.object({ model_name: z.literal('churn'), outputs: z.array(z.object({ name: z.string() })) });

let home = '';
let turbo: ChildProcess | undefined;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'waymark-first-'));
});
afterEach(() => stop());
afterAll(() => rm(home, { recursive: true, force: true }));

/** Runs `npx turbo run train serve` in a process group of its own until the server has printed its last line. */
async function trainAndServe(): Promise<readonly string[]> {
  const env = { ...process.env, WAYMARK_HOME: home, PORT: '0', TURBO_TELEMETRY_DISABLED: '1' };
  const child = spawn('npx', ['turbo', 'run', 'train', 'serve'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  turbo = child;
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line.replace(/^@waymark\/[a-z-]+:[a-z]+: /, ''));
    if (lines.at(-1)?.startsWith('stop ')) break;
  }
  return lines;
}

/** What Ctrl-C does: SIGINT to the whole group. */
async function stop(): Promise<void> {
  const child = turbo;
  turbo = undefined;
  if (child?.pid === undefined || child.exitCode !== null) return;
  const exited = new Promise((done) => child.on('exit', done));
  child.stdout?.resume();
  process.kill(-child.pid, 'SIGINT');
  await exited;
}

describe('npx turbo run train serve', { timeout: 120_000 }, () => {
  it('trains, serves, and prints the metrics and a curl line that works when pasted', async () => {
    const lines = await trainAndServe();
    expect(lines.some((line) => /ROC-AUC +0\.\d+ +\[0\.\d+, 0\.\d+\]/.test(line))).toBe(true);
    expect(lines.join('\n')).toContain('SIMULATED data');
    const curl = lines.find((line) => line.startsWith('curl ')) ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
    expect(answer.parse(JSON.parse(stdout)).outputs.map(({ name }) => name)).toEqual([
      'label',
      'probabilities',
    ]);

    const monitored = await waymark(['monitor', 'churn', '--home', home], { result: monitorResult });
    expect(monitored.drift.verdict).toBe('insufficient-data');
    expect(monitored.drift.rows).toBe(2);
  });

  it('takes all but promote and serve from the cache the second time', async () => {
    const lines = await trainAndServe();
    for (const line of lines.filter((text) => /^cache (miss|bypass)/.test(text)))
      expect(line).toMatch(/^cache bypass/);
    expect(lines.filter((line) => line.startsWith('cache bypass'))).toHaveLength(2);
    expect(lines.some((line) => line.startsWith('cache hit'))).toBe(true);
    expect(lines.join('\n')).toContain('version 1 is the champion already');
  });
});
