/** The model is written with the package's own builder; what it holds stands in `exampleModel`. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel, encodeModelInTwo, type Graph, GraphBuilder } from '@waymark/onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandInput, CommandResult } from '../command.js';
import { readEnvironment } from '../environment.js';
import { onnxCommand } from './onnx.js';

function exampleModel(metadata: Readonly<Record<string, string>>): Uint8Array {
  return encodeModel(exampleGraph(), { producerVersion: '1.0', metadata });
}

function exampleGraph(): Graph {
  const builder = new GraphBuilder({ name: 'example' });
  const x = builder.input('x', 'float32', ['N', 3]);
  const kernel = builder.constant('float32', [3, 500], new Float32Array(1500));
  const constants = [1, 2, 3, 4, 5].map((value) => builder.constant('float32', [], Float32Array.of(value)));
  const product = builder.add('Gemm', [x, kernel]);
  const sum = constants.reduce((total, constant) => builder.add('Add', [total, constant]), product);
  builder.output('y', builder.add('Softmax', [sum], { axis: -1 }));
  return builder.build();
}

describe('onnxCommand', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-cli-onnx-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function inspect(name: string, bytes?: Uint8Array | string): Promise<CommandResult> {
    const file = join(folder, name);
    if (bytes !== undefined) await writeFile(file, bytes);
    return onnxCommand.run(await inputOf('inspect', file));
  }

  it('shows inputs, outputs, ops by count, the largest initializers, versions and metadata', async () => {
    const { text } = await inspect('model.onnx', exampleModel({ license: 'none' }));
    expect(text.replace(/^size .*$/m, 'size')).toBe(`file          model.onnx
size
graph         example
opset         17
IR version    8
producer      waymark 1.0
inputs        1
  x  float32 [N, 3]
outputs       1
  y  float32 [N, 500]
nodes         7
  Add      5
  Gemm     1
  Softmax  1
initializers  6, 6.0 kB
  /constant_0  float32 [3, 500]  6.0 kB
  /constant_1  float32 []        4 B
  /constant_2  float32 []        4 B
  /constant_3  float32 []        4 B
  /constant_4  float32 []        4 B
  and 1 more
metadata      1
  license  none`);
  });

  it('keeps to 80 columns, and prints no control characters of the file', async () => {
    const metadata = { ['k'.repeat(200)]: 'v'.repeat(200), note: '\u001b[2Jline\nline' };
    const { text } = await inspect('long.onnx', exampleModel(metadata));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(80);
    expect(text).toContain(' [2Jline line');
    expect(text).not.toContain('\u001b');
  });

  it('gives everything but the elements as JSON', async () => {
    const { json } = await inspect('json.onnx', exampleModel({ license: 'none' }));
    expect(JSON.parse(JSON.stringify(json))).toMatchObject({
      file: join(folder, 'json.onnx'),
      irVersion: 8,
      opsets: { '': 17 },
      modelVersion: 0,
      metadata: { license: 'none' },
      graph: {
        inputs: [{ name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: ['N', 3] } }],
        initializers: [
          { name: '/constant_0', shape: [3, 500], data: { storage: 'inline', bytes: 6000 } },
          ...Array(5).fill({ data: { storage: 'inline', bytes: 4 } }),
        ],
        nodes: [
          { op: 'Gemm' },
          ...Array(5).fill({ op: 'Add' }),
          { op: 'Softmax', attributes: [{ name: 'axis', type: 'int', value: -1 }] },
        ],
      },
      summary: { nodes: 7, initializers: { count: 6, bytes: 6020, externalBytes: 0 } },
    });
  });

  it('finds the files that hold large tensors, and says what is missing of them', async () => {
    const { bytes, externalData } = encodeModelInTwo(exampleGraph(), { name: 'model.data' });
    const missing = await inspect('two.onnx', bytes);
    expect(missing.text).toContain(`other files   1
  model.data  1 tensor  not found
problems      1
  the tensor '/constant_0' lies in 'model.data', which is missing`);
    await writeFile(join(folder, 'model.data'), externalData?.chunks ?? []);
    const { text, json } = await inspect('two.onnx');
    expect(text).toContain('other files   1\n  model.data  1 tensor  6.0 kB\n');
    expect(text).not.toContain('problems');
    expect(json).toMatchObject({
      external: { files: [{ location: 'model.data', tensors: 1, byteLength: 6000 }], problems: [] },
    });
  });

  it('refuses what is no ONNX file, a file that is not there, and a folder, as wrong usage', async () => {
    const notOnnx = {
      code: 'ONNX_FILE_INVALID',
      kind: 'usage',
      message: expect.stringContaining('text.onnx'),
    };
    await expect(inspect('text.onnx', 'a text')).rejects.toMatchObject(notOnnx);
    const missing = { code: 'USAGE', kind: 'usage', message: expect.stringContaining('does not exist') };
    await expect(inspect('missing.onnx')).rejects.toMatchObject(missing);
    const isFolder = { code: 'USAGE', kind: 'usage', message: expect.stringContaining('it is a folder') };
    await expect(inspect('.')).rejects.toMatchObject(isFolder);
  });

  it('refuses any other action', async () => {
    const refusal = { code: 'USAGE', message: "waymark onnx can only inspect; got 'check'" };
    await expect(onnxCommand.run(await inputOf('check', 'model.onnx'))).rejects.toMatchObject(refusal);
  });
});

async function inputOf(...positionals: readonly string[]): Promise<CommandInput> {
  const progress: CommandInput['progress'] = () => ({ advance: () => {}, note: () => {} });
  return { positionals, options: {}, environment: await readEnvironment({}, '/workspace'), progress };
}
