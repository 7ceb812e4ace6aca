import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { checkFileLengths, countLines, histogram } from './file-lengths.mjs';
import { layWorkspace } from './fixture-workspace.mjs';

/** @param {Readonly<Record<string, string>>} files */
function layRepository(files) {
  const root = layWorkspace(files);
  execFileSync('git', ['init', '-q'], { cwd: root });
  return root;
}

describe('checkFileLengths', () => {
  it('fails above 400 lines, asks above 250, and lists the longest first', () => {
    const root = layRepository({
      'a.ts': 'x\n'.repeat(401),
      'b.ts': 'x\n'.repeat(400),
      'c.mjs': 'x\n'.repeat(250),
      'd.md': 'x\n'.repeat(999),
      'node_modules/e.js': 'x\n'.repeat(999),
      '.gitignore': 'node_modules/\n',
    });
    expect(checkFileLengths(root)).toEqual({
      summary: 'read 3 sources (≤40: 0, ≤150: 0, ≤250: 1, ≤400: 1, >400: 1)',
      notes: [
        '  401  a.ts',
        '  400  b.ts',
        '  250  c.mjs',
        'warning: b.ts has 400 lines; is it one concept?',
      ],
      problems: ['a.ts has 401 lines, more than 400; split it'],
    });
  });

  it('shows fifteen files at most', () => {
    const files = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`f${index}.ts`, 'x\n']));
    expect(checkFileLengths(layRepository(files)).notes).toHaveLength(15);
  });

  it('fails when it has read no file', () => {
    expect(checkFileLengths(layRepository({})).problems).toEqual(['no source file was read']);
  });
});

describe('countLines', () => {
  it('counts a last line with and without its line break', () => {
    expect([countLines(''), countLines('a'), countLines('a\n'), countLines('a\nb')]).toEqual([0, 1, 1, 2]);
  });
});

describe('histogram', () => {
  it('puts a length that lies on an edge into the band below it', () => {
    expect(histogram([0, 40, 41, 150, 250, 251, 400, 401])).toBe(
      '≤40: 2, ≤150: 2, ≤250: 1, ≤400: 2, >400: 1',
    );
  });
});
