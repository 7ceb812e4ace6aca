/** What the client does with a real MLflow server, as tests. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect, unique } from './real-names.js';
import type { ServerUnderTest } from './real-server.js';
import { temporaryFolder } from './temporary-folder.js';

export function describeClient(real: ServerUnderTest): void {
  async function newRun(name: string) {
    const { experiment_id } = await real.client.experiments.getOrCreate(unique(name));
    return real.client.runs.create({ experiment_id, start_time: 1_795_248_711_678, run_name: name });
  }

  describe('Experiments', () => {
    it('gives the same experiment to callers that ask at once', async () => {
      const name = unique('together');
      const found = await Promise.all([1, 2, 3, 4].map(() => real.client.experiments.getOrCreate(name)));
      expect(new Set(found.map(({ experiment_id }) => experiment_id)).size).toBe(1);
      expect(found[0]).toMatchObject({ name, lifecycle_stage: 'active' });
    });

    it('finds none where there is none', async () => {
      expect(await real.client.experiments.getByName('nobody made this')).toBeUndefined();
    });
  });

  describe('Runs', () => {
    it('creates, updates, gets and deletes a run', async () => {
      const { info } = await newRun('life');
      await real.client.runs.update({ run_id: info.run_id, status: 'FINISHED', end_time: 1_795_248_711_999 });
      const { info: after } = await real.client.runs.get(info.run_id);
      expect(after).toMatchObject({
        run_name: 'life',
        status: 'FINISHED',
        start_time: 1_795_248_711_678,
        end_time: 1_795_248_711_999,
        lifecycle_stage: 'active',
      });
      await real.client.runs.delete(info.run_id);
      expect((await real.client.runs.get(info.run_id)).info.lifecycle_stage).toBe('deleted');
    });

    it('searches over pages in order', async () => {
      const { experiment_id } = await real.client.experiments.getOrCreate(unique('pages'));
      for (const start_time of [1, 2, 3, 4, 5]) await real.client.runs.create({ experiment_id, start_time });
      const runs = real.client.runs.search({
        experiment_ids: [experiment_id],
        max_results: 2,
        order_by: ['attributes.start_time ASC'],
      });
      expect((await collect(runs)).map(({ info }) => info.start_time)).toEqual([1, 2, 3, 4, 5]);
    });

    it('says in its own words and those of the server what was refused', async () => {
      await expect(real.client.runs.get('deadbeef')).rejects.toMatchObject({
        code: 'MLFLOW_REFUSED',
        failure: {
          status: 404,
          serverCode: 'RESOURCE_DOES_NOT_EXIST',
          words: 'Run with id=deadbeef not found',
        },
      });
    });
  });

  describe('RunData', () => {
    it('keeps parameters, tags and every point of a metric, beyond the limits of one request', async () => {
      const { info } = await newRun('batches');
      const points = Array.from({ length: 2500 }, (_, step) => ({
        key: 'loss',
        value: step / 4,
        timestamp: step,
        step,
      }));
      const params = Array.from({ length: 101 }, (_, i) => ({ key: `p${i}`, value: `${i}` }));
      const entries = { metrics: points, params, tags: [{ key: 'note', value: 'x'.repeat(8000) }] };
      await real.client.runData.log(info.run_id, entries);
      await real.client.runData.log(info.run_id, entries); // repeated, as after a lost answer
      expect(await collect(real.client.runData.history(info.run_id, 'loss'))).toEqual(points);
      const { data } = await real.client.runs.get(info.run_id);
      expect(data.params.length).toBe(101);
      expect(data.tags.find(({ key }) => key === 'note')?.value.length).toBe(8000);
    });

    it('brings NaN, the infinities and negative steps back as they were', async () => {
      const { info } = await newRun('specials');
      const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 0.1 + 0.2];
      const metrics = values.map((value, i) => ({ key: 'special', value, timestamp: i + 1, step: -i }));
      await real.client.runData.log(info.run_id, { metrics });
      const back = await collect(real.client.runData.history(info.run_id, 'special'));
      const sorted = back.sort((a, b) => a.timestamp - b.timestamp);
      expect(sorted.map(({ value }) => value)).toEqual(values);
      expect(sorted.map(({ step }) => Math.abs(step))).toEqual([0, 1, 2, 3, 4]);
    });

    it('has no history for a metric that was never logged', async () => {
      const { info } = await newRun('empty');
      expect(await collect(real.client.runData.history(info.run_id, 'nothing'))).toEqual([]);
    });

    it('links a data set', async () => {
      const { info } = await newRun('inputs');
      const dataset = { name: 'people', digest: 'abc', source_type: 'local', source: '{"uri":"people.csv"}' };
      const tags = [{ key: 'mlflow.data.context', value: 'training' }];
      await real.client.runData.logInputs({ run_id: info.run_id, datasets: [{ tags, dataset }] });
      const { inputs } = await real.client.runs.get(info.run_id);
      expect(inputs.dataset_inputs).toEqual([{ tags, dataset }]);
    });
  });

  describe('Artifacts', () => {
    it('brings a folder back with its folders, its empty file and its odd names', async () => {
      const { info } = await newRun('artifacts');
      const source = await temporaryFolder();
      await mkdir(join(source, 'inner folder'));
      await writeFile(join(source, 'empty.txt'), '');
      await writeFile(join(source, 'inner folder', 'é + 100%.bin'), Buffer.alloc(300_000, 7));
      await real.client.artifacts.uploadFolder(info.artifact_uri, 'model', source);
      expect(await collect(real.client.artifacts.list(info.run_id, 'model'))).toEqual([
        { path: 'model/empty.txt', is_dir: false, file_size: 0 },
        { path: 'model/inner folder', is_dir: true, file_size: 0 },
      ]);
      const target = await temporaryFolder();
      await real.client.artifacts.downloadFolder(info, 'model', target);
      expect(await readFile(join(target, 'empty.txt'))).toEqual(Buffer.alloc(0));
      expect(await readFile(join(target, 'inner folder', 'é + 100%.bin'))).toEqual(Buffer.alloc(300_000, 7));
    });

    it('says what it sent and what came, and refuses a file with another checksum', async () => {
      const { info } = await newRun('checksums');
      const file = join(await temporaryFolder(), 'abc.txt');
      await writeFile(file, 'abc');
      // FIPS 180-2, B.1
      const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      const { artifact_uri } = info;
      const digest = await real.client.artifacts.uploadFile(artifact_uri, 'abc.txt', file);
      expect(digest).toEqual({ bytes: 3, sha256 });
      const back = await real.client.artifacts.downloadFile(artifact_uri, 'abc.txt', `${file}.1`, { sha256 });
      expect(back).toEqual({ bytes: 3, sha256 });
      const other = { sha256: 'a'.repeat(64) };
      const download = real.client.artifacts.downloadFile(artifact_uri, 'abc.txt', `${file}.2`, other);
      await expect(download).rejects.toMatchObject({ code: 'MLFLOW_ARTIFACT_MISMATCH' });
    });

    it('deletes a file, and a file that is gone as well', async () => {
      const { info } = await newRun('deleted');
      const file = join(await temporaryFolder(), 'a.txt');
      await writeFile(file, 'a');
      for (const path of ['odd {name}.txt', 'kept.txt'])
        await real.client.artifacts.uploadFile(info.artifact_uri, path, file);
      for (let i = 0; i < 2; i += 1)
        await real.client.artifacts.deleteFile(info.artifact_uri, 'odd {name}.txt');
      const left = await collect(real.client.artifacts.list(info.run_id));
      expect(left.map(({ path }) => path)).toEqual(['kept.txt']);
    });

    it('leaves no file behind when there is nothing to download', async () => {
      const { info } = await newRun('missing');
      const target = join(await temporaryFolder(), 'none.txt');
      const download = real.client.artifacts.downloadFile(info.artifact_uri, 'none.txt', target);
      await expect(download).rejects.toMatchObject({ code: 'MLFLOW_REFUSED', failure: { status: 404 } });
      await expect(readFile(target)).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });

  describe('LoggedModels', () => {
    it('holds files of its own, is shown as what the run made, and can be a version', async () => {
      const { info } = await newRun('logged');
      const { experiment_id, run_id } = info;
      const name = unique('model');
      const pending = await real.client.loggedModels.create({ experiment_id, name, source_run_id: run_id });
      expect(pending.info.status).toBe('LOGGED_MODEL_PENDING');
      const { model_id, artifact_uri } = pending.info;
      const file = join(await temporaryFolder(), 'MLmodel');
      await writeFile(file, 'flavors: {}\n');
      await real.client.artifacts.uploadFile(artifact_uri, 'MLmodel', file);
      await real.client.artifacts.downloadFile(artifact_uri, 'MLmodel', `${file}.back`);
      expect(await readFile(`${file}.back`, 'utf8')).toBe('flavors: {}\n');
      await real.client.loggedModels.finalize({ model_id, status: 'LOGGED_MODEL_READY' });
      await real.client.loggedModels.linkToRun({ run_id, models: [{ model_id, step: 0 }] });
      expect((await real.client.loggedModels.get(model_id)).info).toMatchObject({
        status: 'LOGGED_MODEL_READY',
        source_run_id: run_id,
      });
      const found = real.client.loggedModels.search({
        experiment_ids: [experiment_id],
        filter: `name = '${name}'`,
      });
      expect((await collect(found)).map((model) => model.info.model_id)).toEqual([model_id]);

      await real.client.models.create({ name });
      const version = await real.client.modelVersions.create({
        name,
        source: `models:/${model_id}`,
        model_id,
      });
      expect(version.version).toBe(1);
    });
  });

  describe('RegisteredModels and ModelVersions', () => {
    it('register a run’s model, tag it, and move an alias', async () => {
      const { info } = await newRun('registered');
      const name = unique('model');
      await Promise.all([real.client.models.getOrCreate(name), real.client.models.getOrCreate(name)]);
      const source = `runs:/${info.run_id}/model`;
      const tags = [{ key: 'gate', value: 'passed' }];
      const first = await real.client.modelVersions.create({ name, source, run_id: info.run_id, tags });
      const second = await real.client.modelVersions.create({ name, source, run_id: info.run_id });
      expect([first.version, second.version]).toEqual([1, 2]);

      expect(await real.client.models.getAlias({ name, alias: 'champion' })).toBeUndefined();
      await real.client.models.setAlias({ name, alias: 'champion', version: 1 });
      await real.client.models.setAlias({ name, alias: 'champion', version: 2 });
      expect(await real.client.models.getAlias({ name, alias: 'champion' })).toMatchObject({ version: 2 });
      await real.client.models.setTag({ name, key: 'team', value: 'x' });
      expect(await real.client.models.get(name)).toMatchObject({
        aliases: [{ alias: 'champion', version: 2 }],
        tags: [{ key: 'team', value: 'x' }],
      });
      await real.client.models.deleteAlias({ name, alias: 'champion' });
      await real.client.models.deleteAlias({ name, alias: 'champion' });

      await real.client.modelVersions.setTag({ name, version: 2, key: 'gate', value: 'failed' });
      expect(await real.client.modelVersions.get({ name, version: 2 })).toMatchObject({
        run_id: info.run_id,
        status: 'READY',
        tags: [{ key: 'gate', value: 'failed' }],
      });
      const passed = real.client.modelVersions.search(`name = '${name}' and tags.gate = 'passed'`);
      expect((await collect(passed)).map(({ version }) => version)).toEqual([1]);
      expect(
        (await collect(real.client.models.search(`name = '${name}'`))).map((model) => model.name),
      ).toEqual([name]);
    });

    it('finds no model and no version of a name that nobody registered', async () => {
      expect(await real.client.models.get('nobody')).toBeUndefined();
      expect(await real.client.models.getAlias({ name: 'nobody', alias: 'champion' })).toBeUndefined();
      expect(await collect(real.client.modelVersions.search("name = 'nobody'"))).toEqual([]);
    });
  });
}
