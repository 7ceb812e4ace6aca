import { WaymarkError } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { assertThat, LoopFailure, runSteps } from './loop-step.js';

const step = (title: string, run: () => Promise<string>) => ({ title, run });
const failing = (error: Error) => step('breaks', () => Promise.reject(error));

describe('runSteps', () => {
  it('prints one line a step and ends with 0', async () => {
    const lines: string[] = [];
    const code = await runSteps([step('a', async () => 'seen a'), step('b', async () => 'seen b')], (line) =>
      lines.push(line.replace(/\d+\.\d s/, 'T')),
    );
    expect(lines).toEqual(['ok   [1/2] a: seen a (T)', 'ok   [2/2] b: seen b (T)']);
    expect(code).toBe(0);
  });

  it.each([
    ['a command’s own exit code', new LoopFailure('refused', 3), 3],
    ['the code of an expected error', new WaymarkError('no space', { code: 'X', kind: 'environment' }), 7],
    ['1 for anything else', new Error('oops'), 1],
  ])('stops at the first failure with %s', async (_, error, exitCode) => {
    const lines: string[] = [];
    const steps = [failing(error), step('never', async () => 'ran')];
    expect(await runSteps(steps, (line) => lines.push(line))).toBe(exitCode);
    expect(lines).toEqual([`FAIL [1/2] breaks: ${error.message}`]);
  });
});

describe('assertThat', () => {
  it('throws what must hold', () => {
    expect(() => assertThat(false, 'it must be so')).toThrow(new LoopFailure('it must be so'));
    expect(() => assertThat(true, 'fine')).not.toThrow();
  });
});
