/** The server's image, built and run for real: as another user, on a read-only file system, and stopped by SIGTERM. */

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runResult } from '../results.js';
import { waymark } from '../waymark-command.js';

/** A script with the verbs build, start, health, logs and stop; see the variable's use below. */
const rig = process.env.WAYMARK_TEST_IMAGE_RIG;
const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const tag = 'waymark-model-server-test';
const port = 18_181;
const url = `http://127.0.0.1:${port}`;

const run = async (...words: readonly string[]) =>
  (await promisify(execFile)('bash', [rig ?? '', ...words], { cwd: root })).stdout;

let home = '';
beforeAll(async () => {
  if (!rig) return;
  home = await mkdtemp(join(tmpdir(), 'waymark-image-'));
});
afterAll(async () => {
  if (!rig) return;
  await run('stop', tag).catch(() => undefined);
  await rm(home, { recursive: true, force: true });
});

/** A champion that the image's user may read, who is not the one who made it. */
async function trainChampion(): Promise<void> {
  const words = ['run', 'churn', '--out', join(home, 'run'), '--home', home];
  await waymark(words, { result: runResult });
  await promisify(execFile)('chmod', ['-R', 'a+rX', home]);
  await chmod(home, 0o777);
}

async function untilReady(): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const isReady = await fetch(`${url}/v2/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await wait(100);
  }
  throw new Error(`the container must become ready\n${await run('logs', tag)}`);
}

describe.skipIf(!rig)(
  'the image of the model server (needs WAYMARK_TEST_IMAGE_RIG)',
  { timeout: 600_000 },
  () => {
    it('builds, serves as a user without rights on a read-only root, and drains when stopped', async () => {
      // No layers of its stages are kept: to pack and hash them costs as much as to build.
      const build = run('build', '.', 'infra/docker/model-server.Dockerfile', tag, '--layers=false');
      await Promise.all([build, trainChampion()]);
      const options = [
        '--read-only',
        '--cap-drop',
        'ALL',
        '-v',
        `${home}:/var/lib/waymark`,
        '-e',
        `PORT=${port}`,
      ];
      await run('start', tag, tag, ...options, '--', 'churn');
      await untilReady();
      expect(await run('health', tag)).toMatch(/^healthy/m);
      expect(await run('podman', 'exec', tag, 'id', '-u')).toBe('1000\n');

      const bundles = join(home, 'registry/churn/bundles');
      const [bundle] = await readdir(bundles);
      const body = await readFile(join(bundles, bundle ?? '', 'example-request.json'), 'utf8');
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/v2/models/churn/infer`, { method: 'POST', headers, body });
      expect(answer.status).toBe(200);
      await run('stop', tag);
      const segments = await readdir(join(home, 'predictions'));
      const log = await readFile(join(home, 'predictions', segments[0] ?? ''), 'utf8');
      expect(log.trim().split('\n')).toHaveLength(2);
    });

    it('holds neither training, drift nor data tools', async () => {
      const modules = await run(
        'run',
        tag,
        '--entrypoint',
        'ls',
        '--',
        '/waymark/node_modules',
        '/waymark/packages',
      );
      expect(modules).toContain('onnxruntime-node');
      expect(modules).not.toMatch(/tensorflow|duckdb|training|drift|pipeline/);
    });
  },
);
