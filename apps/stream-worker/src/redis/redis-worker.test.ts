/** The compiled worker as a process, on a real Redis. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../testing/redis-server.js';
import { tinyChampion } from '../testing/tiny-champion.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const binary = process.env.WAYMARK_TEST_REDIS;
const title = binary
  ? 'stream-worker on Redis'
  : 'stream-worker on Redis (needs WAYMARK_TEST_REDIS, the path of a redis-server)';

describe.skipIf(binary === undefined)(title, () => {
  let folder = '';
  let home = '';
  let server: RedisServer;
  const newClient = () => createClient({ url: server.url, disableOfflineQueue: true });
  let client: ReturnType<typeof newClient>;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-redis-'));
    ({ home } = await tinyChampion(folder, 1));
    server = await startRedis(binary ?? '');
    client = newClient();
    client.on('error', () => {});
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function start(input: string) {
    const words = ['tiny', '--from', 'redis', '--input', input, '--claim-after-ms', '300'];
    const env = { ...process.env, WAYMARK_HOME: home, WAYMARK_REDIS_URL: server.url, LOG_LEVEL: 'silent' };
    const child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    const told: string[] = [];
    child.stderr.on('data', (bytes: Buffer) => told.push(String(bytes)));
    const ended = once(child, 'close').then(([code]) => code);
    return { child, ended, told };
  }

  async function add(input: string, rows: number): Promise<readonly string[]> {
    const multi = client.multi();
    for (let i = 0; i < rows; i++)
      multi.xAdd(input, '*', { row: JSON.stringify({ id: `k${i}`, age: 18 + (i % 60), city: 'Oslo' }) });
    return (await multi.exec()).map(String);
  }

  const sourcesOf = async (output: string) =>
    ((await client.xRange(output, '-', '+')) ?? []).map(({ message }) => message.source);

  const waitFor = (output: string, entries: number) =>
    expect.poll(() => client.xLen(output), { timeout: 60_000, interval: 50 }).toBeGreaterThanOrEqual(entries);

  it('answers what was there and what comes, acknowledges it, and puts bad entries aside', async () => {
    const early = await add('rows', 3);
    const { child, ended } = start('rows');
    await waitFor('rows:predictions', 3);
    const bad = await client.xAdd('rows', '*', { row: '{"age":"old","city":"Oslo"}', trace: 't' });
    const late = await add('rows', 2);
    await waitFor('rows:predictions', 5);
    expect(await sourcesOf('rows:predictions')).toEqual([...early, ...late]);
    const [first] = (await client.xRange('rows:predictions', '-', '+', { COUNT: 1 })) ?? [];
    expect(JSON.parse(first?.message.prediction ?? '')).toMatchObject({ key: 'k0', model_version: '1' });
    expect(await client.xRange('rows:dead', '-', '+')).toMatchObject([
      { message: { source: bad, trace: 't', error: 'column age: must be a whole number, got text' } },
    ]);
    expect(await client.xPending('rows', 'waymark-tiny')).toMatchObject({ pending: 0 });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await client.xInfoConsumers('rows', 'waymark-tiny')).toEqual([]);
  });

  it('loses nothing and answers nothing twice when it is killed at any moment', {
    timeout: 180_000,
  }, async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push(...(await add('killed', 2000)));
      const { child, ended } = start('killed');
      await waitFor('killed:predictions', i * 500 + 1);
      child.kill('SIGKILL');
      await ended;
    }
    // Given to a worker that is dead: else the taking over was not tried.
    ids.push(...(await add('killed', 5)));
    const source = { key: 'killed', id: '>' };
    const [given] = (await client.xReadGroup('waymark-tiny', 'dead', source, { COUNT: 5 })) ?? [];
    expect(given?.messages).toHaveLength(5);
    const { child, ended } = start('killed');
    await waitFor('killed:predictions', ids.length);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect((await sourcesOf('killed:predictions')).toSorted()).toEqual(ids.toSorted());
    expect(await client.xPending('killed', 'waymark-tiny')).toMatchObject({ pending: 0 });
  });

  it('goes on when Redis is back', async () => {
    await add('lost', 1);
    const { child, ended, told } = start('lost');
    await waitFor('lost:predictions', 1);
    client.destroy();
    await server.restart();
    client = newClient();
    client.on('error', () => {});
    await client.connect();
    await add('lost', 2);
    await waitFor('lost:predictions', 2);
    expect(told.join('')).toContain('the connection to Redis is lost');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('writes to streams only: a transaction would acknowledge what it could not write', async () => {
    await client.set('taken:predictions', 'a text');
    const { ended, told } = start('taken');
    expect(await ended).toBe(2);
    expect(told.join('')).toContain('taken:predictions is a string');
  });
});
