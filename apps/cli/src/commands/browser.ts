/** `waymark browser MODEL --out DIR`: the champion as a page that predicts in the browser, for any static server. */

import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { exitCodes } from '@waymark/contracts';
import type { Command, CommandInput } from '../command.js';
import { usageError } from '../errors.js';
import { registryOf, textOption } from '../project-context.js';
import { parseVersion } from '../version-option.js';
import { workspaceRoot } from '../workspace.js';

export const browserCommand: Command = {
  positionals: { least: 1, most: 1 },
  options: {
    out: { type: 'string', value: 'DIR', help: 'needed: where the page goes' },
    version: { type: 'string', value: 'VERSION', help: 'default: the champion' },
    home: { type: 'string', value: 'DIR', help: "the registry's folder (default .waymark)" },
  },
  async run(input: CommandInput) {
    const out = textOption(input, 'out');
    if (out === undefined) throw usageError('--out must name the folder for the page');
    const { bundle, version } = await chosenBundle(input);
    const json = await writePage(bundle, resolve(out));
    const lines = [
      `browser   ${input.positionals[0]} v${version} as a page: ${resolve(out)}`,
      'host it   with any static server: opened as a file, it cannot load its model',
    ];
    return { text: lines.join('\n'), json };
  },
};

async function chosenBundle(input: CommandInput) {
  const [model = ''] = input.positionals;
  const registry = await registryOf(input);
  const registered = await registry.model(model);
  const asked = parseVersion('version', textOption(input, 'version'));
  const version = asked ?? registered?.aliases.champion;
  if (version === undefined)
    throw usageError(`'${model}' must have a champion, or --version must name a version; got neither`);
  return { bundle: await registry.bundleFolder(model, version), version };
}

/** The app does it, in a process of its own, as `serve` has one: the command line knows no app. */
async function writePage(bundle: string, out: string): Promise<unknown> {
  const main = join(workspaceRoot, 'apps/browser/dist/main.js');
  const child = spawn(process.execPath, [main, '--bundle', bundle, '--out', out], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((done, fail) => {
    child.on('error', fail);
    child.on('exit', (status) => done(status ?? exitCodes.bug));
  });
  const [printed, code] = await Promise.all([text(child.stdout), ended]);
  // It said on stderr what was wrong.
  if (code !== exitCodes.done) process.exit(code);
  return JSON.parse(printed);
}
