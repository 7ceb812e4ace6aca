/** The files of infra/, checked by the tools that read them, and against what the model server has. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Docker Compose as a program of its own, and Prometheus's promtool. */
const { WAYMARK_TEST_COMPOSE: compose, WAYMARK_TEST_PROMTOOL: promtool } = process.env;
const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

const run = async (program: string, ...words: readonly string[]) =>
  (await promisify(execFile)(program, words, { cwd: root })).stdout;

const services = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
      ports: z.array(z.object({ host_ip: z.string().optional() })),
      volumes: z.array(z.object({ type: z.string(), source: z.string() })),
    }),
  ),
});

describe.skipIf(!compose)('infra/compose.yaml (needs WAYMARK_TEST_COMPOSE)', () => {
  const read = async () => {
    const words = ['-f', 'infra/compose.yaml', 'config', '--format', 'json'];
    return Object.entries(services.parse(JSON.parse(await run(compose ?? '', ...words))).services);
  };

  it('has MLflow, the model server and Prometheus, on ports of the loopback device alone', async () => {
    const entries = await read();
    expect(entries.map(([name]) => name).sort()).toEqual(['mlflow', 'model-server', 'prometheus']);
    for (const [, { ports }] of entries) expect(ports.map((port) => port.host_ip)).toEqual(['127.0.0.1']);
  });

  it('pins the images that it does not build, and mounts and builds from files that are there', async () => {
    for (const [, { image, build, volumes }] of await read()) {
      if (build) await readFile(join(build.context, build.dockerfile));
      else expect(image).toMatch(/:v\d+\.\d+\.\d+$/);
      for (const { type, source } of volumes)
        if (type === 'bind' && source.includes('/infra/')) await readFile(source);
    }
  });
});

describe.skipIf(!promtool)('infra/prometheus (needs WAYMARK_TEST_PROMTOOL)', () => {
  it('is a configuration that Prometheus takes, with rules that fire when they should', async () => {
    expect(await run(promtool ?? '', 'check', 'config', 'infra/prometheus/prometheus.yml')).toContain(
      'is valid prometheus config file syntax',
    );
    expect(await run(promtool ?? '', 'test', 'rules', 'infra/prometheus/rules.test.yml')).toContain(
      'SUCCESS',
    );
  });
});

describe('infra/prometheus/rules.yml', () => {
  it('names metrics that the model server has', async () => {
    const rules = await readFile(join(root, 'infra/prometheus/rules.yml'), 'utf8');
    const sources = ['server-metrics', 'metric-sources'].map((file) =>
      readFile(join(root, `packages/serving/src/metrics/${file}.ts`), 'utf8'),
    );
    const exposition = (await Promise.all(sources)).join('\n');
    const names = new Set(rules.match(/waymark_\w+/g)?.map((name) => name.replace(/_bucket$/, '')));
    // The log's counters are made of a prefix and their name.
    const known = exposition.replaceAll(/logCount\('(\w+)'/g, "'waymark_prediction_log_$1_total'");
    expect([...names].filter((name) => !known.includes(`'${name}'`))).toEqual([]);
    expect(names.size).toBeGreaterThan(5);
  });
});
