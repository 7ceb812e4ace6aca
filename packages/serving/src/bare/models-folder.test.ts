import { rename, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsFolder, putFile } from '../testing/bare-models.js';
import { readModelsFolder } from './models-folder.js';

async function only(folder: string) {
  const [model, ...others] = await readModelsFolder(folder);
  expect(others).toEqual([]);
  return model;
}

describe('readModelsFolder', () => {
  it('finds files alone and folders, in alphabetical order, and nothing else', async () => {
    const folder = await modelsFolder({
      'b.onnx': '=',
      'a/10/model.onnx': '=',
      'a/9/model.onnx': '=',
      'a/notes/model.onnx': '=',
      'a/0/model.onnx': '=',
      '.hidden.onnx': '=',
      'notes.txt': '=',
    });
    const found = await readModelsFolder(folder);
    expect(found).toMatchObject([
      { name: 'a', versions: [{ version: 10, file: join(folder, 'a/10/model.onnx') }], problems: [] },
      { name: 'b', versions: [{ version: 1, file: join(folder, 'b.onnx') }], problems: [] },
    ]);
  });

  it.each([
    ['version_policy { latest { num_versions: 2 } }', [3, 11]],
    ['version_policy { all { } }', [2, 3, 11]],
    ['version_policy { specific { versions: [ 2, 11 ] } }', [2, 11]],
    ['', [11]],
  ])('chooses versions by the policy: %s', async (text, versions) => {
    const folder = await modelsFolder({
      ...{ 'm/2/model.onnx': '=', 'm/3/model.onnx': '=', 'm/11/model.onnx': '=' },
      'm/config.pbtxt': `=${text}`,
    });
    expect((await only(folder))?.versions.map(({ version }) => version)).toEqual(versions);
  });

  it('tells every problem of a model, and of each', async () => {
    const folder = await modelsFolder({
      'm.onnx': '=',
      'm/config.pbtxt': '=name: "other" version_policy { specific { versions: 4 } }',
      'stats.onnx': '=',
      '-x.onnx': '=',
      'labels/1/model.onnx': '=',
      'labels/config.pbtxt': '=output { name: "y" label_filename: "gone.txt" }',
    });
    const problems = (await readModelsFolder(folder)).map(({ name, problems }) => [name, ...problems]);
    expect(problems).toEqual([
      ['-x', expect.stringContaining('rename it')],
      ['labels', expect.stringContaining('gone.txt')],
      [
        'm',
        'config.pbtxt names the model other, and its folder is m: they must be the same',
        'it must have a version in a folder 1, 2, 3 …, as in m/1/model.onnx',
        'config.pbtxt asks for versions that are not there: 4',
      ],
      ['m', 'there are m.onnx and the folder m: keep one of them'],
      ['stats', expect.stringContaining('rename it')],
    ]);
  });

  it('tells who named the folder of one model to name the one above', async () => {
    const folder = await modelsFolder({ '1/model.onnx': '=' });
    expect((await only(folder))?.problems).toEqual([
      'it must have a version in a folder 1, 2, 3 …, as in 1/1/model.onnx; if it is a version itself, serve the folder above its model',
    ]);
  });

  it('changes its stamp with the content and the time of each file, and follows links', async () => {
    const folder = await modelsFolder({ 'm/1/model.onnx': '=one', 'm/config.pbtxt': '=' });
    const first = (await only(folder))?.stamp;
    expect((await only(folder))?.stamp).toBe(first);
    await putFile(folder, 'm/config.pbtxt', '=max_batch_size: 2');
    const second = (await only(folder))?.stamp;
    await utimes(join(folder, 'm/1/model.onnx'), 1, 1);
    const third = (await only(folder))?.stamp;
    expect(new Set([first, second, third]).size).toBe(3);
    // As Kubernetes mounts a volume.
    await rename(join(folder, 'm'), join(folder, '..data'));
    await symlink('..data', join(folder, 'm'));
    expect(await only(folder)).toMatchObject({ name: 'm', problems: [] });
  });

  it('throws MODELS_FOLDER_UNREADABLE with what to do', async () => {
    await expect(readModelsFolder('/nowhere')).rejects.toMatchObject({
      code: 'MODELS_FOLDER_UNREADABLE',
      message: expect.stringMatching(/ENOENT.*WAYMARK_MODELS_FOLDER.*\/nowhere$/),
    });
  });
});
