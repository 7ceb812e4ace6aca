/**
 * Child processes that use the compiled package, to be killed or to compete. A script is an ES module's text: `lib` is
 * the package, `args` are its arguments, `say` reports to the parent. It starts when the parent says so.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const library = new URL('../../dist/index.js', import.meta.url).href;

const prelude = `
  import * as lib from ${JSON.stringify(library)};
  const args = JSON.parse(process.argv[1]);
  const say = (message) => process.send(message);
  const started = new Promise((resolve) => process.once('message', resolve));
  say('ready');
  await started;
`;

export interface Child {
  /** Everything that the script said so far. */
  readonly said: readonly unknown[];
  start(): void;
  /** Resolves once the script said so many things. */
  heard(count: number): Promise<void>;
  /** SIGKILL: the process gets no chance to clean up. Resolves once it is dead. */
  kill(): Promise<void>;
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
}

interface ChildOptions {
  /** The largest file that the process may write: more fails as on a full disk, after a short write. */
  readonly maxFileBlocks?: number;
}

/** Starts a process, and resolves when it has loaded the package and waits for `start`. */
export async function spawnChild(script: string, args: unknown, options: ChildOptions = {}): Promise<Child> {
  const node = [process.execPath, '--input-type=module', '--eval', prelude + script, JSON.stringify(args)];
  const child = spawnWith(options, node);
  const said: unknown[] = [];
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  await Promise.race([once(child, 'message'), exited.then(failed)]);
  child.on('message', (message) => said.push(message));
  return {
    said,
    start: () => void child.send('start'),
    heard: async (count) => {
      while (said.length < count) await once(child, 'message');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    exited,
  };
}

function spawnWith({ maxFileBlocks }: ChildOptions, [node = '', ...rest]: readonly string[]): ChildProcess {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  if (maxFileBlocks === undefined) return spawn(node, rest, { stdio: [...stdio] });
  const limited = [`ulimit -f ${maxFileBlocks}; exec "$0" "$@"`, node, ...rest];
  return spawn('sh', ['-c', ...limited], { stdio: [...stdio] });
}

function failed(code: number | null): never {
  throw new Error(`the child process ended with ${code} before it was ready; is the package built?`);
}
