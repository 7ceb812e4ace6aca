import { describe, expect, it } from 'vitest';
import { terminalLog } from './terminal-log.js';

function logTo(isTTY: boolean, ...lines: readonly string[]): string {
  const written: string[] = [];
  const log = terminalLog({ isTTY, write: (text) => written.push(text) });
  for (const line of lines) log.write(line);
  return written.join('');
}

/** 2026-11-21, 20:15:00 UTC. */
const time = 1_795_292_100_000;
const refused = JSON.stringify({
  ...{ level: 50, time, pid: 7, hostname: 'vm', model: 'churn', version: 1 },
  ...{ reason: 'the bundle is not valid:\n  - golden.json is missing', msg: 'a version was refused' },
});

describe('terminalLog', () => {
  it('writes an entry as words to a terminal, its reason below it', () => {
    expect(logTo(true, `${refused}\n`)).toBe(
      [
        '20:15:00 error: a version was refused (model churn, version 1)',
        '  the bundle is not valid:',
        '    - golden.json is missing',
        '',
      ].join('\n'),
    );
  });

  it('writes an entry without fields or message, and one with an object', () => {
    expect(logTo(true, JSON.stringify({ level: 40, time, msg: 'slow' }))).toBe('20:15:00 warning: slow\n');
    expect(logTo(true, JSON.stringify({ level: 35, time, choice: { ms: 1 } }))).toBe(
      '20:15:00 35:  (choice {"ms":1})\n',
    );
  });

  it('lets no value move the cursor', () => {
    const entry = { level: 30, time, model: 'a\u001b[2Jb\rc', msg: 'x' };
    expect(logTo(true, JSON.stringify(entry))).toBe('20:15:00 info: x (model a\ufffd[2Jb\ufffdc)\n');
  });

  it('passes on what is no entry, and everything where there is no terminal', () => {
    expect(logTo(true, 'no JSON\n', '{"level":"high"}\n')).toBe('no JSON\n{"level":"high"}\n');
    expect(logTo(false, `${refused}\n`)).toBe(`${refused}\n`);
  });
});
