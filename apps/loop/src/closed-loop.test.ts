import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runClosedLoop } from './closed-loop.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-loop-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('runClosedLoop', () => {
  it('closes the loop, end to end, with real processes', { timeout: 600_000 }, async () => {
    const lines: string[] = [];
    const code = await runClosedLoop(folder, (line) => lines.push(line));
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
    expect(lines).toHaveLength(14);
    expect(code).toBe(0);
  });
});
