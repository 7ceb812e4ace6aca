import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FeatureSchema, featuresOf } from '@waymark/contracts';
import { readTable, toRows, writeTable } from '@waymark/data';
import { FileModelRegistry, openBundle } from '@waymark/registry';
import { createModelServer } from '@waymark/serving';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactPaths } from './artifact-paths.js';
import { predictFile } from './predict-file.js';
import { silentProgress } from './progress.js';
import { dataStep, evaluateStep, resolveProjectData, trainStep } from './steps.js';
import { tinyProject, tinySchema, tinyTable } from './testing/tiny-project.js';

let folder = '';
let registry: FileModelRegistry;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-predict-'));
  const project = tinyProject();
  const paths = artifactPaths(join(folder, 'artifacts'));
  const context = { paths, progress: silentProgress, codeHash: '0'.repeat(64), backend: 'wasm' as const };
  const data = await resolveProjectData(project, {
    dataFile: undefined,
    projectFolder: folder,
    cacheFolder: folder,
  });
  await dataStep(project, data, context);
  await trainStep(project, context);
  await evaluateStep(project, context);
  registry = new FileModelRegistry(join(folder, 'home'));
  const { version } = await registry.register(paths.bundle, { gitSha: null, dirty: null });
  await registry.moveAliases('tiny', { aliases: { champion: version }, reason: 'test' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Columns of an output file. */
const probability: FeatureSchema = {
  columns: [{ name: 'probability_Yes', type: 'number', role: 'feature', nullable: false }],
};
const key: FeatureSchema = { columns: [{ name: 'id', type: 'text', role: 'feature', nullable: false }] };

const predict = (name: string, text: string, out = join(folder, `${name}.out.csv`)) =>
  writeFile(join(folder, name), text).then(() =>
    predictFile({ file: join(folder, name), out, model: 'tiny', registry, progress: silentProgress }),
  );

describe('predictFile', () => {
  it('gives what the bundle says of its own golden rows, to the last bit', async () => {
    const { golden } = await openBundle(join(folder, 'artifacts/bundle'));
    const lines = golden.rows.map(({ age, income, city }) => `${age},${income ?? ''},${city ?? ''}`);
    const known = golden.rows.flatMap((row, i) => (row.city === null || row.city === '' ? [] : [i]));
    const out = join(folder, 'golden.parquet');
    const text = `age,income,city\n${known.map((i) => lines[i]).join('\n')}\n`;
    const result = await predict('golden.csv', text, out);
    const { table } = await readTable(out, probability);
    expect(result.rows).toBe(known.length);
    expect([...(table.columns.probability_Yes ?? [])]).toEqual(
      known.map((i) => golden.expected.probabilities[i]?.[1]),
    );
  });

  it('keeps the key, and reads a file with labels too', async () => {
    const file = join(folder, 'labelled.parquet');
    await writeTable(file, tinyTable({ rows: 20, seed: 5 }), tinySchema);
    const out = join(folder, 'labelled.out.csv');
    const options = { file, out, model: 'tiny', version: 1, registry, progress: silentProgress };
    const { labels, version } = await predictFile(options);
    expect(version).toBe(1);
    expect(Object.values(labels).reduce((total, count) => total + count, 0)).toBe(20);
    const { table } = await readTable(out, key);
    expect(table.columns.id?.[19]).toBe('T-5-19');
  });

  it('refuses U+0000 in a text, at which the model would cut it', async () => {
    await expect(
      predict('cut.jsonl', '{"age": 30, "income": null, "city": "Oslo\\u0000fjord"}\n'),
    ).rejects.toMatchObject({
      message: expect.stringContaining('text without the character U+0000'),
    });
  });

  it('scores and counts what the server scores as unknown or out of range', async () => {
    const { unusual, rows } = await predict('unusual.csv', 'age,income,city\n-1,,Rome\n30,400,Oslo\n');
    expect(rows).toBe(2);
    expect(unusual).toEqual([
      { column: 'age', rule: 'min', count: 1 },
      { column: 'city', rule: 'values', count: 1 },
    ]);
  });

  it('refuses what is missing or no number, and writes nothing', async () => {
    const wrong = predict('wrong.csv', 'age,income,city\n,400,Oslo\nold,400,Oslo\n');
    await expect(wrong).rejects.toMatchObject({ code: 'DATA_INVALID' });
    await expect(readTable(join(folder, 'wrong.csv.out.csv'), tinySchema)).rejects.toMatchObject({
      code: 'DATA_FILE_MISSING',
    });
  });

  it('gives each row to one shard, and the same file again when a shard runs again', async () => {
    const file = join(folder, 'many.parquet');
    await writeTable(file, tinyTable({ rows: 5000, seed: 6 }), tinySchema);
    const out = join(folder, 'shards-{shard}.csv');
    const part = (index: number) =>
      predictFile({
        ...{ file, out, model: 'tiny', registry, progress: silentProgress },
        shard: { index, count: 3 },
      });
    const parts = await Promise.all([0, 1, 2].map(part));
    expect(parts.map(({ rows }) => rows)).toEqual([1666, 1667, 1667]);
    const texts = await Promise.all(parts.map((result) => readFile(result.out, 'utf8')));
    const whole = join(folder, 'whole.csv');
    await predictFile({ file, out: whole, model: 'tiny', registry, progress: silentProgress });
    const header = 'id,predicted_label,probability_No,probability_Yes\n';
    expect(header + texts.map((text) => text.replace(header, '')).join('')).toBe(
      await readFile(whole, 'utf8'),
    );
    expect(await readFile((await part(1)).out, 'utf8')).toBe(texts[1]);
  });

  it('tells of every wrong cell of a long file with its row, and keeps the old predictions', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i === 9 || i === 4999 ? 'old' : 30},400,Oslo`);
    const out = join(folder, 'kept.csv');
    await writeFile(out, 'old predictions');
    await expect(predict('long.csv', `age,income,city\n${lines.join('\n')}\n`, out)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/2 cells break them:\n {2}row 10, age .*\n {2}row 5000, age /),
    });
    expect(await readFile(out, 'utf8')).toBe('old predictions');
  });

  it('tells how many of the rows are done, up to all', async () => {
    const advances: number[] = [];
    await writeTable(join(folder, 'told.parquet'), tinyTable({ rows: 5000, seed: 7 }), tinySchema);
    await predictFile({
      ...{ file: join(folder, 'told.parquet'), out: join(folder, 'told.csv'), model: 'tiny', registry },
      progress: { note: () => {}, advance: ({ done }) => advances.push(done) },
    });
    expect(advances.length).toBeGreaterThan(1);
    expect(advances.at(-1)).toBe(5000);
  });

  it('answers what a server answers for the same rows', async () => {
    const file = join(folder, 'served.parquet');
    const table = tinyTable({ rows: 200, seed: 8 });
    await writeTable(file, table, tinySchema);
    const out = join(folder, 'served.out.parquet');
    await predictFile({ file, out, model: 'tiny', registry, progress: silentProgress });
    const { table: predicted } = await readTable(out, probability);
    const sink = { write: () => {}, flush: async () => {}, close: async () => {} };
    const server = await createModelServer({
      ...{ registry, sink, models: ['tiny'], host: '127.0.0.1', port: 0, logLevel: 'silent' },
    });
    try {
      await server.ready();
      const instances = toRows(table, { columns: [...featuresOf(tinySchema)] });
      const response = await fetch(`${server.address}/v1/models/tiny:predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ instances }),
      });
      const answer: { readonly predictions: readonly { readonly probability: number }[] } =
        await response.json();
      const served = answer.predictions.map(({ probability: value }) => value);
      expect(served).toHaveLength(200);
      expect(Array.from<string | number>(predicted.columns.probability_Yes ?? [])).toEqual(served);
    } finally {
      await server.close();
    }
  });

  it('needs a champion', async () => {
    const options = { file: 'x.csv', out: 'y.csv', model: 'other', registry, progress: silentProgress };
    await expect(predictFile(options)).rejects.toMatchObject({ code: 'NO_CHAMPION' });
  });
});
