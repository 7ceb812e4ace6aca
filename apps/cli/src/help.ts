/** `--help`: made from the command table, 80 columns wide. */

import { exitCodes } from '@waymark/contracts';
import type { Command, CommandEntry } from './command.js';

/** The overview. */
export function renderHelp(commands: Readonly<Record<string, CommandEntry>>): string {
  const rows = Object.entries(commands).map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`.padEnd(32)} ${summary}`,
  );
  const codes = Object.entries(exitCodes).map(([name, code]) => `${code} ${spaced(name)}`);
  return [
    'waymark: from data to a served, watched model',
    '',
    'usage: waymark COMMAND [--json] [--help], waymark --version',
    '',
    ...rows,
    '',
    `exit codes: ${codes.slice(0, 5).join(', ')},`,
    `            ${codes.slice(5).join(', ')}`,
    '',
  ].join('\n');
}

/** One command's options. */
export function renderCommandHelp(
  name: string,
  { usage, summary }: CommandEntry,
  { options }: Command,
): string {
  const rows = Object.entries(options).map(([option, { value, help }]) => {
    const flag = value === undefined ? `--${option}` : `--${option} ${value}`;
    return `  ${flag.padEnd(18)} ${help}`;
  });
  const json = `  ${'--json'.padEnd(18)} print the result as JSON`;
  return [`usage: waymark ${name} ${usage} [options]`, '', summary, '', ...rows, json, ''].join('\n');
}

function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
