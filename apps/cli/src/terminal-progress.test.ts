import { describe, expect, it } from 'vitest';
import { terminalProgress } from './terminal-progress.js';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 80, written, write: (text: string) => written.push(text) };
}

const bar = { tellsInLines: false };

describe('terminalProgress', () => {
  it('prints plain lines at each quarter where nothing can redraw', () => {
    const stream = fakeStream(false);
    const progress = terminalProgress(stream, 'train', bar);
    for (let done = 1; done <= 8; done++) progress.advance({ label: 'epoch', done, total: 8, detail: 'x' });
    expect(stream.written).toEqual([
      'train     epoch 2/8  x\n',
      'train     epoch 4/8  x\n',
      'train     epoch 6/8  x\n',
      'train     epoch 8/8  x\n',
    ]);
  });

  it('redraws one line in a terminal, no wider than it, and clears it at the end', () => {
    const stream = fakeStream(true);
    const progress = terminalProgress(stream, 'train', bar);
    progress.advance({ label: 'epoch', done: 1, total: 2, detail: 'y'.repeat(200) });
    progress.advance({ label: 'epoch', done: 2, total: 2 });
    progress.note('done');
    const drawn = stream.written[0] ?? '';
    expect(drawn.startsWith('\r\u001b[Ktrain     ██████████░░░░░░░░░░ epoch 1/2')).toBe(true);
    expect(drawn.replace('\r\u001b[K', '').length).toBe(79);
    expect(stream.written.at(-2)).toBe('\r\u001b[K');
    expect(stream.written.at(-1)).toBe('train     done\n');
  });

  it('prints plain lines where it is told to, even on a terminal', () => {
    const stream = fakeStream(true);
    terminalProgress(stream, 'data', { tellsInLines: true }).advance({ label: 'bytes', done: 5, total: 5 });
    expect(stream.written).toEqual(['data      bytes 5/5  \n']);
  });

  it('does not divide by zero', () => {
    const stream = fakeStream(false);
    terminalProgress(stream, 'data', bar).advance({ label: 'bytes', done: 0, total: 0 });
    expect(stream.written).toHaveLength(1);
  });
});
