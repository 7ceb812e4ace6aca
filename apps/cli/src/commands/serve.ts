/** `waymark serve PROJECT…` or `--models FOLDER`: starts the model server as a process of its own and passes signals and exit code on. */

import { resolve } from 'node:path';
import { exitCodes } from '@waymark/contracts';
import { runApp } from '../app-process.js';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { homeOf, textOption } from '../project-context.js';

export const serveCommand: Command = {
  positionals: { least: 0, most: 20 },
  options: {
    models: { type: 'string', value: 'FOLDER', help: 'serve the ONNX files in it, without a registry' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
    port: { type: 'string', value: 'PORT', help: 'default 8080; 0 picks a free one' },
  },
  async run(input) {
    const port = textOption(input, 'port');
    const folder = textOption(input, 'models');
    if ((folder === undefined) === (input.positionals.length === 0))
      throw usageError('expected PROJECT… or --models FOLDER, and one of the two');
    const file = input.positionals.find((word) => word.endsWith('.onnx'));
    if (file !== undefined)
      throw usageError(`ONNX files are served by their folder: --models FOLDER; got the file '${file}'`);
    const environment = {
      WAYMARK_HOME: homeOf(input),
      ...(port === undefined ? {} : { PORT: port }),
      ...(folder === undefined ? {} : { WAYMARK_MODELS_FOLDER: resolve(folder) }),
    };
    const code = await runApp({ app: 'model-server', words: input.positionals, environment });
    if (code !== exitCodes.done) process.exit(code);
    return { text: '', json: { exit: code } };
  },
};
