/**
 * The server's log in a terminal: words, with the lines of a long reason below each other. Pipes and files get the JSON
 * lines as they are. Control characters of a value are replaced, so that none of them moves the cursor.
 */

import { z } from 'zod';

export interface LogStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const entrySchema = z.looseObject({
  level: z.int(),
  /** Milliseconds since 1970. */
  time: z.int(),
  msg: z.string().default(''),
});

const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
};

/** In each line of the log: known to who looks at the terminal, or shown in a place of its own. */
const shownElsewhere: readonly string[] = ['level', 'time', 'pid', 'hostname', 'msg', 'reason'];

/** Writes entries to the stream: as words where it is a terminal, else as they come. */
export function terminalLog(stream: LogStream): { write(line: string): void } {
  const render = stream.isTTY === true ? renderEntry : (line: string) => line;
  return { write: (line) => void stream.write(render(line)) };
}

/** @example `20:15:00 error: a version was refused (model churn, version 1)`, and its reason below */
function renderEntry(line: string): string {
  const { success, data } = entrySchema.safeParse(parseJson(line));
  if (!success) return line;
  const fields = Object.entries(data)
    .filter(([name]) => !shownElsewhere.includes(name))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const time = new Date(data.time).toISOString().slice(11, 19);
  const title = `${time} ${levels[data.level] ?? data.level}: ${data.msg}`;
  const details = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
  const reason = data.reason === undefined ? '' : `\n${data.reason}`;
  return `${printable(`${title}${details}${reason}`).replaceAll('\n', '\n  ')}\n`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => (character === '\n' ? character : '\ufffd'));
}
