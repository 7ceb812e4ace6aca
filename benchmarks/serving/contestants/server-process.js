/** A server as a process of its own, whoever wrote it: started on a free port, awaited until it is ready, and ended. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMicros } from '../load/cpu-time.js';

const host = '127.0.0.1';
const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
/** Between two looks at whether it is ready. */
const pollMs = 5;
const keptOutput = 4_000;

/** What still runs when this process ends goes with it: the groups are no part of the terminal's. */
const running = new Set();
process.on('exit', () => {
  for (const server of running) server.kill();
});

export class ServerProcess {
  host = host;
  port;
  /** From the start of the process to its first answer that it is ready. */
  startMs = Number.NaN;
  #child;
  #hasEnded = false;
  #output = '';

  /**
   * @param {object} server
   * @param {string} server.name For messages.
   * @param {(port: number, otherPort: number) => readonly string[]} server.command With its arguments. The second port
   * is for those that cannot do with one.
   * @param {string} server.readyPath Answers 200 when it is ready.
   * @param {Record<string, string>} [server.environment]
   */
  static async start({ name, command, readyPath, environment = {} }) {
    const server = new ServerProcess();
    server.port = await freePort();
    const [file, ...args] = command(server.port, await freePort());
    const startedAt = performance.now();
    server.#spawn(file, args, { ...environment, PORT: String(server.port) });
    while (!(await server.#isReady(readyPath))) {
      if (server.#hasEnded || performance.now() - startedAt > startTimeoutMs) {
        await server.stop();
        throw new Error(
          `${name} must be ready within ${startTimeoutMs / 1000} s; it said:\n${server.#output}`,
        );
      }
      await delay(pollMs);
    }
    server.startMs = performance.now() - startedAt;
    return server;
  }

  /** Of the process and its descendants, the largest first. */
  get residentBytes() {
    return this.#processes.map(({ residentBytes }) => residentBytes).sort((a, b) => b - a);
  }

  /** What the process and its descendants have cost so far. */
  get cpuMicros() {
    return this.#processes.reduce((sum, { pid }) => sum + cpuMicros(pid), 0);
  }

  get #processes() {
    const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const ids = new Set([this.#child.pid]);
    // Children come later than their parents, but numbers begin anew: so until none is found.
    for (let before = 0; before < ids.size; ) {
      before = ids.size;
      for (const [pid, parent] of all) if (ids.has(parent)) ids.add(pid);
    }
    return all.flatMap(([pid, , kilobytes]) =>
      ids.has(pid) ? [{ pid, residentBytes: kilobytes * 1024 }] : [],
    );
  }

  async stop() {
    if (this.#hasEnded) return;
    const kill = setTimeout(() => this.kill(), stopTimeoutMs);
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
    clearTimeout(kill);
  }

  /** Ends it and its descendants at once. */
  kill() {
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // They have ended.
    }
  }

  #spawn(file, args, environment) {
    // One thread in each numerical library: contestants differ in what they do with it, not in how many they take.
    const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    this.#child = spawn(file, args, {
      env: { ...process.env, ...threads, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: some leave workers behind when they are killed.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (part) => {
        this.#output = (this.#output + part).slice(-keptOutput);
      });
    running.add(this);
    const end = () => {
      this.#hasEnded = true;
      running.delete(this);
    };
    this.#child.on('exit', end);
    this.#child.on('error', (error) => {
      this.#output += error.message;
      end();
    });
  }

  async #isReady(path) {
    const { port } = this;
    const asked = get({ host, port, path, agent: false });
    try {
      const [response] = await once(asked, 'response');
      response.resume();
      return response.statusCode === 200;
    } catch {
      return false;
    }
  }
}

async function freePort() {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
