import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { grpcClient } from '../testing/grpc-client.js';
import { post } from '../testing/http-client.js';

const texts = ['', 'é€𝄞', '"\\\n', '\ufeffa'];

function textBytes(values: readonly string[]): Uint8Array {
  return Buffer.concat(
    values.flatMap((text) => [Uint32Array.of(Buffer.byteLength(text)), Buffer.from(text)]).map(bytesOf),
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A decoded message, with 64-bit numbers as text. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if ('unsigned' in value) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readable(inner)]));
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** The inputs of `types`, [2, 2] each, with the ends of their ranges. */
const extremes = {
  BOOL: Uint8Array.of(0, 1, 1, 0),
  UINT8: Uint8Array.of(0, 255, 1, 128),
  UINT16: Uint16Array.of(0, 65_535, 1, 256),
  UINT32: Uint32Array.of(0, 4_294_967_295, 1, 2),
  UINT64: BigUint64Array.of(0n, 18_446_744_073_709_551_615n, 1n, 9_007_199_254_740_993n),
  INT8: Int8Array.of(-128, 127, 0, -1),
  INT16: Int16Array.of(-32_768, 32_767, 0, -1),
  INT32: Int32Array.of(-2_147_483_648, 2_147_483_647, 0, -1),
  INT64: BigInt64Array.of(
    -9_223_372_036_854_775_808n,
    9_223_372_036_854_775_807n,
    0n,
    -9_007_199_254_740_993n,
  ),
  FP32: Float32Array.of(nan, -infinity, -0, 2 ** -149),
  FP64: Float64Array.of(nan, infinity, -0, 5e-324),
  BYTES: textBytes(texts),
};
const heads = Object.keys(extremes).map((datatype) => ({
  ...{ name: datatype.toLowerCase(), datatype, shape: [2, 2] },
}));
const raw = Object.values(extremes).map((values) => Buffer.from(bytesOf(values)));

async function start() {
  const { server } = await startBare(await modelsFolder({ 'types.onnx': 'types', 'shapes.onnx': 'shapes' }), {
    grpc: { port: 0 },
  });
  await server.ready();
  return { server, call: grpcClient(server).call };
}

describe('parseTensorRequest', () => {
  it('gives the ends of every range back, bit by bit, as bytes over HTTP and gRPC', async () => {
    const { server, call } = await start();
    const inputs = heads.map((head, i) => ({ ...head, parameters: { binary_data_size: raw[i]?.length } }));
    const json = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
    const response = await fetch(`${server.address}/v2/models/types/infer`, {
      method: 'POST',
      headers: { 'inference-header-content-length': String(json.length) },
      body: Buffer.concat([json, ...raw]),
    });
    const body = Buffer.from(await response.arrayBuffer());
    const tail = body.subarray(Number(response.headers.get('inference-header-content-length')));
    expect(tail.toString('hex')).toBe(Buffer.concat(raw).toString('hex'));
    const answer = await call('ModelInfer', { model_name: 'types', inputs: heads, raw_input_contents: raw });
    expect(answer).toMatchObject({ raw_output_contents: raw });
  });

  it('gives them back in typed fields', async () => {
    const { call } = await start();
    const fields = {
      BOOL: { bool_contents: [false, true, true, false] },
      UINT8: { uint_contents: [0, 255, 1, 128] },
      UINT16: { uint_contents: [0, 65_535, 1, 256] },
      UINT32: { uint_contents: [0, 4_294_967_295, 1, 2] },
      UINT64: { uint64_contents: ['0', '18446744073709551615', '1', '9007199254740993'] },
      INT8: { int_contents: [-128, 127, 0, -1] },
      INT16: { int_contents: [-32_768, 32_767, 0, -1] },
      INT32: { int_contents: [-2_147_483_648, 2_147_483_647, 0, -1] },
      INT64: { int64_contents: ['-9223372036854775808', '9223372036854775807', '0', '-9007199254740993'] },
      FP32: { fp32_contents: [nan, -infinity, -0, 2 ** -149] },
      FP64: { fp64_contents: [nan, infinity, -0, 5e-324] },
      BYTES: { bytes_contents: texts.map((text) => Buffer.from(text)) },
    };
    const contents = Object.values(fields);
    const inputs = heads.map((head, i) => ({ ...head, contents: contents[i] }));
    const answer = await call('ModelInfer', { model_name: 'types', inputs });
    expect(readable(answer)).toMatchObject({
      outputs: contents.map((given) => ({ shape: ['2', '2'], contents: given })),
    });
  });

  it('gives what JSON has of them, and null for what it has not', async () => {
    const { server, call } = await start();
    const whole = '[-9007199254740991,9007199254740991,0,1]';
    const data = {
      BOOL: '[true,false,true,false]',
      UINT8: '[0,255,1,128]',
      UINT16: '[0,65535,1,256]',
      UINT32: '[0,4294967295,1,2]',
      UINT64: '[0,9007199254740991,1,2]',
      INT8: '[-128,127,0,-1]',
      INT16: '[-32768,32767,0,-1]',
      INT32: '[-2147483648,2147483647,0,-1]',
      INT64: whole,
      FP32: '[-0.0,0.5,3.4028234663852886e+38,1.401298464324817e-45]',
      FP64: '[-0.0,0.1,1.7976931348623157e+308,5e-324]',
      BYTES: JSON.stringify(texts),
    };
    const values = Object.values(data);
    const inputs = heads.map(
      ({ name, datatype }, i) =>
        `{"name":"${name}","datatype":"${datatype}","shape":[2,2],"data":${values[i]}}`,
    );
    const response = await fetch(`${server.address}/v2/models/types/infer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"inputs":[${inputs.join()}]}`,
    });
    const text = await response.text();
    expect([...text.matchAll(/"data":(\[[^\]]*\])/g)].map(([, given]) => given)).toEqual(values);
    // As bytes in, as JSON out.
    const outputs = [{ name: 'fp32_again' }, { name: 'int64_again' }];
    const binary = heads.map((head, i) => ({ ...head, parameters: { binary_data_size: raw[i]?.length } }));
    const json = Buffer.from(JSON.stringify({ inputs: binary, outputs }));
    const other = await fetch(`${server.address}/v2/models/types/infer`, {
      method: 'POST',
      headers: { 'inference-header-content-length': String(json.length) },
      body: Buffer.concat([json, ...raw]),
    });
    const told = await other.text();
    expect(told).toContain('"data":[null,null,-0.0,1.401298464324817e-45]');
    expect(told).toContain('"data":[-9223372036854775808,9223372036854775807,0,-9007199254740993]');
    await expect(call('ModelInfer', { model_name: 'types', inputs: heads })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  it('takes a value alone, and tensors without any value', async () => {
    const { server, call } = await start();
    const inputs = [
      { name: 'x', datatype: 'FP32', shape: [2, 0], data: [[], []] },
      { name: 's', datatype: 'INT64', shape: [], data: [7] },
      { name: 'text', datatype: 'BYTES', shape: [0], data: [] },
    ];
    expect((await post(server, '/v2/models/shapes/infer', { inputs })).body).toMatchObject({
      outputs: [
        { shape: [2, 0], data: [] },
        { shape: [], data: [7] },
        { shape: [0], data: [] },
      ],
    });
    const whole = { inputs: { x: [[], []], s: 7, text: [] } };
    expect((await post(server, '/v1/models/shapes:predict', whole)).body).toMatchObject({
      outputs: { y: [[], []], t: 7, u: [] },
    });
    const most = '9223372036854775807';
    const messages = inputs.map(({ data: _, ...head }) => ({
      ...head,
      ...(head.name === 's' ? { contents: { int64_contents: [most] } } : {}),
    }));
    const typed = await call('ModelInfer', { model_name: 'shapes', inputs: messages });
    expect(readable(typed)).toMatchObject({
      outputs: [{ shape: ['2', '0'] }, { shape: [], contents: { int64_contents: [most] } }, { shape: ['0'] }],
    });
    const bytes = [Buffer.alloc(0), Buffer.from('ffffffffffffff7f', 'hex'), Buffer.alloc(0)];
    const bare = messages.map(({ name, datatype, shape }) => ({ name, datatype, shape }));
    expect(
      await call('ModelInfer', { model_name: 'shapes', inputs: bare, raw_input_contents: bytes }),
    ).toMatchObject({ raw_output_contents: bytes });
  });

  it('refuses bytes that are no booleans, and text that onnxruntime would cut off', async () => {
    const { call } = await start();
    const bytes = raw.map((values, i) => {
      const { datatype } = heads[i] ?? {};
      if (datatype === 'BOOL') return Buffer.from([0, 2, 0, 0]);
      return datatype === 'BYTES' ? Buffer.from(textBytes(['a\0b', '', '', ''])) : values;
    });
    await expect(
      call('ModelInfer', { model_name: 'types', inputs: heads, raw_input_contents: bytes }),
    ).rejects.toThrow(/input bool must have bytes of 0 and 1 only; input bytes must have text without/);
  });
});

describe('loadBareModel', () => {
  it('refuses BF16, and says what to export', async () => {
    const { server } = await startBare(
      await modelsFolder({ 'brain.onnx': 'brainFloat', 'double.onnx': 'double' }),
    );
    await server.ready();
    expect((await post(server, '/v2/repository/index', {})).body).toMatchObject([
      { name: 'brain', reason: expect.stringMatching(/^its inputs .* other types than BF16.* Cast/) },
      { name: 'double', state: 'READY' },
    ]);
  });
});
