/** The `waymark` command: finds the command, parses its arguments strictly, runs it, and maps errors to exit codes. */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exitCodes, WaymarkError } from '@waymark/contracts';
import { z } from 'zod';
import type { Command, CommandEntry, CommandResult } from './command.js';
import { commands } from './commands.js';
import { explainDiskError } from './disk-error.js';
import { readEnvironment } from './environment.js';
import { usageError } from './errors.js';
import { renderCommandHelp, renderHelp } from './help.js';
import { terminalProgress } from './terminal-progress.js';
import { workspaceRoot } from './workspace.js';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  // onnxruntime reports usage to its vendor unless told not to before it is loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  // The optional TensorFlow backend greets on stderr.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // A reader that goes away (`waymark models | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  const asJson = words.includes('--json');
  try {
    const result = await dispatch(words);
    process.stdout.write(asJson ? `${JSON.stringify(result.json, null, 2)}\n` : withNewline(result.text));
    return exitCodes[result.exit ?? 'done'];
  } catch (error) {
    return reportError(error, asJson);
  }
}

async function dispatch(words: readonly string[]): Promise<CommandResult> {
  const [name, ...rest] = words.filter((word) => word !== '--json');
  if (name === '--version') return versionResult();
  if (name === undefined || name === 'help' || name === '--help' || name === '-h')
    return { text: renderHelp(commands), json: Object.keys(commands) };
  const entry = entryOf(name);
  if (entry === undefined)
    throw usageError(`there is no command '${name}'; the commands are: ${Object.keys(commands).join(', ')}`);
  const command = await entry.load();
  const help = renderCommandHelp(name, entry, command);
  if (rest.includes('--help') || rest.includes('-h'))
    return { text: help, json: { name, usage: entry.usage, options: command.options } };
  const { positionals, options } = parse(rest, { usage: entry.usage, command, help });
  const environment = await readEnvironment(process.env, workspaceRoot);
  const progress = (step: string) => terminalProgress(process.stderr, step, environment);
  return command.run({ positionals, options, environment, progress });
}

/** Of the command, as its package.json has it. */
async function versionResult(): Promise<CommandResult> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  return { text: version, json: { version } };
}

function entryOf(name: string): CommandEntry | undefined {
  const table: Readonly<Record<string, CommandEntry>> = commands;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

interface Expected {
  readonly usage: string;
  readonly command: Command;
  /** Shown with what is wrong. */
  readonly help: string;
}

function parse(words: readonly string[], { usage, command, help }: Expected) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, { type }]) => [key, { type }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
    });
    const { least, most } = command.positionals;
    if (positionals.length < least || positionals.length > most)
      throw new TypeError(
        `expected ${usage || 'no words'}, got ${positionals.length === 0 ? 'nothing' : `'${positionals.join(' ')}'`}`,
      );
    // Without `multiple`, parseArgs gives one string or boolean an option, never a list.
    return { positionals, options: values as Record<string, string | boolean | undefined> };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`${reason}\n\n${help}`);
  }
}

/** Expected errors are told in words; only a defect shows its stack. */
function reportError(thrown: unknown, asJson: boolean): number {
  const error = explainDiskError(thrown);
  const isExpected = error instanceof WaymarkError;
  const message = error instanceof Error ? error.message : String(error);
  if (asJson) {
    const code = isExpected ? error.code : 'BUG';
    process.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  }
  if (isExpected) process.stderr.write(`error: ${withNewline(message)}`);
  else process.stderr.write(`error: this is a defect in Waymark or in the project:\n${stackOf(error)}\n`);
  return exitCodes[isExpected ? error.kind : 'bug'];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
