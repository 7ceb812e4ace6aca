/** `waymark serve PROJECT…` or `--models FOLDER`: starts the model server as a process of its own and passes signals and exit code on. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { exitCodes } from '@waymark/contracts';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { homeOf, textOption } from '../project-context.js';
import { workspaceRoot } from '../workspace.js';

export const serveCommand: Command = {
  summary: 'serve champions, or ONNX files, until stopped',
  usage: 'PROJECT…',
  positionals: { least: 0, most: 20 },
  options: {
    models: { type: 'string', value: 'FOLDER', help: 'serve the ONNX files in it, without a registry' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
    port: { type: 'string', value: 'PORT', help: 'default 8080; 0 picks a free one' },
  },
  async run(input) {
    const main = join(workspaceRoot, 'apps/model-server/dist/main.js');
    const port = textOption(input, 'port');
    const folder = textOption(input, 'models');
    if ((folder === undefined) === (input.positionals.length === 0))
      throw usageError('expected PROJECT… or --models FOLDER, and one of the two');
    const env = {
      ...process.env,
      WAYMARK_HOME: homeOf(input),
      ...(port === undefined ? {} : { PORT: port }),
      ...(folder === undefined ? {} : { WAYMARK_MODELS_FOLDER: resolve(folder) }),
    };
    const child = spawn(process.execPath, [main, ...input.positionals], { env, stdio: 'inherit' });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    // A terminal sends Ctrl-C to both processes; the server takes a repeated signal as one.
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    const code = await new Promise<number>((done, fail) => {
      child.on('error', fail);
      child.on('exit', (status, signal) =>
        done(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
    if (code !== exitCodes.done) process.exit(code);
    return { text: '', json: { exit: code } };
  },
};
