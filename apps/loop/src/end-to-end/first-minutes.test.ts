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

interface Line {
  /** The task that printed it, such as `serve`; empty for Turbo's own lines. */
  readonly task: string;
  readonly text: string;
}

/** Runs `npx turbo run train serve` in a process group of its own until the server has printed its last line. */
async function trainAndServe(): Promise<readonly Line[]> {
  const env = { ...process.env, WAYMARK_HOME: home, PORT: '0', TURBO_TELEMETRY_DISABLED: '1' };
  const child = spawn('npx', ['turbo', 'run', 'train', 'serve'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  turbo = child;
  const lines: Line[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, task = '', text = line] = /^@waymark\/[^:]+:([a-z]+): (.*)/.exec(line) ?? [];
    lines.push({ task, text });
    if (text.startsWith('stop ')) break;
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
    const lines = (await trainAndServe()).map(({ text }) => text);
    expect(lines.some((line) => /ROC-AUC +0\.\d+ +\[0\.\d+, 0\.\d+\]/.test(line))).toBe(true);
    expect(lines.join('\n')).toContain('SIMULATED data');
    const curl = lines.find((line) => line.startsWith('curl ') && line.includes('/churn/')) ?? '';
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
    const tasksOf = (state: string) =>
      new Set(lines.flatMap(({ task, text }) => (text.startsWith(`cache ${state}`) ? [task] : [])));
    expect(tasksOf('miss')).toEqual(new Set());
    expect(tasksOf('bypass')).toEqual(new Set(['promote', 'serve']));
    expect(tasksOf('hit')).toContain('train');
    expect(lines.map(({ text }) => text).join('\n')).toContain('version 1 is the champion already');
  });
});
