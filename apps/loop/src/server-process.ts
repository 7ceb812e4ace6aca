/** The model server as its own process, as `waymark serve` starts it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LoopFailure } from './loop-step.js';
import { waymarkLauncher } from './waymark-command.js';

const startTimeoutMs = 30_000;

export interface ServerProcess {
  /** e.g. `http://127.0.0.1:43121` */
  readonly url: string;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number>;
}

/** Starts `waymark serve MODEL` on a free port and waits for the URL that it prints when it is ready. */
export async function startServer(model: string, home: string): Promise<ServerProcess> {
  const words = [waymarkLauncher, 'serve', model, '--home', home, '--port', '0'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<number>((done) => {
    child.on('exit', (status) => done(status ?? 1));
  });
  const url = await Promise.race([printedUrl(child), failWhenExited(exited), failAfter(startTimeoutMs)]);
  return {
    url,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /http:\/\/[0-9.]+:\d+/.exec(line)?.[0];
      if (url !== undefined) done(url);
    });
  });
}

async function failWhenExited(exited: Promise<number>): Promise<never> {
  const code = await exited;
  throw new LoopFailure(`the server must start; it ended with ${code}`, code === 0 ? 1 : code);
}

async function failAfter(ms: number): Promise<never> {
  return new Promise((_, fail) => {
    setTimeout(() => fail(new LoopFailure(`the server must be ready within ${ms / 1000} s`)), ms).unref();
  });
}
