/**
 * kill -9 at 50 moments of train, promote and serve. After each, the registry must be as before or as after, and what
 * it names must open; at the end everything must still work. The moments come from a seed, spread over each command's
 * own measured duration.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { churnSchema, simulateChurn } from '@waymark/churn';
import { writeTable } from '@waymark/data';
import { FileModelRegistry, openBundle } from '@waymark/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runResult } from '../results.js';
import { waymark, waymarkLauncher } from '../waymark-command.js';

let folder = '';
let home = '';
let out = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-kill-'));
  home = join(folder, 'home');
  out = join(folder, 'run');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Low-discrepancy moments in 0..1: the golden-ratio sequence, evenly spread for any number of them. */
const moment = (i: number): number => (0.5 + i * 0.618_033_988_749_895) % 1;

async function writeCustomers(seed: number): Promise<string> {
  const file = join(folder, 'customers.csv');
  await writeTable(file, simulateChurn({ rows: 1200, seed }), churnSchema);
  return file;
}

const runWords = (file: string) => ['run', 'churn', '--data', file, '--out', out, '--home', home];

/** Starts a command in a process group of its own and kills the whole group after `afterMs`. */
async function killAfter(words: readonly string[], afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [waymarkLauncher, ...words], { stdio: 'ignore', detached: true });
  const exited = new Promise<void>((done) => child.on('exit', () => done()));
  await Promise.race([wait(afterMs), exited]);
  killGroup(child);
  await exited;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended already.
  }
}

/** Opens everything that the registry and the artifacts name; returns the number of versions. */
async function checkWhole(): Promise<number> {
  const registry = new FileModelRegistry(home);
  const model = await registry.model('churn');
  for (const { version, manifestSha256 } of model?.versions ?? []) {
    const bundle = await registry.bundleFolder('churn', version);
    await openBundle(bundle, { expectedManifestSha256: manifestSha256 });
  }
  const { champion, previous } = model?.aliases ?? {};
  const known = model?.versions.map(({ version }) => version) ?? [];
  for (const version of [champion, previous]) expect([undefined, ...known]).toContain(version);
  const bundle = join(out, 'artifacts/bundle');
  if (existsSync(bundle)) await openBundle(bundle);
  return known.length;
}

describe('kill -9', () => {
  it('leaves train and promote resumable at any of 30 moments', { timeout: 900_000 }, async () => {
    const startedAt = performance.now();
    await waymark(runWords(await writeCustomers(1)), { result: runResult });
    const durationMs = performance.now() - startedAt;
    let versions = await checkWhole();
    for (let i = 0; i < 30; i++) {
      await killAfter(runWords(await writeCustomers(2 + i)), moment(i) * durationMs);
      const now = await checkWhole();
      expect(now - versions).toBeGreaterThanOrEqual(0);
      expect(now - versions).toBeLessThanOrEqual(1);
      versions = now;
    }
    // Some were cut before they registered anything: else nothing was tried.
    expect(versions).toBeLessThan(31);
    const { promotion } = await waymark(runWords(await writeCustomers(99)), { result: runResult });
    expect(['promoted', 'kept', 'investigate']).toContain(promotion.outcome);
    expect(await checkWhole()).toBe(versions + 1);
  });

  it('leaves the registry and the log readable at any of 20 moments of serve', {
    timeout: 240_000,
  }, async () => {
    const versions = await checkWhole();
    for (let i = 0; i < 20; i++) {
      await killAfter(['serve', 'churn', '--home', home, '--port', '0'], moment(i) * 1500);
      expect(await checkWhole()).toBe(versions);
    }
  });
});
