/** What KServe's tests ask (`testing/kserve-exchanges.ts`), sent to a running server of bare models. */

import { describe, expect, it } from 'vitest';
import { modelsFolder, startBare } from '../testing/bare-models.js';
import { aboutServer, type Exchange, infer, modelControl, notReady } from './testing/kserve-exchanges.js';

const lengthHeader = 'inference-header-content-length';

async function start() {
  const folder = await modelsFolder({
    ...{
      'scale.onnx': 'double',
      'halfIn.onnx': 'halfIn',
      'halfOut.onnx': 'halfOut',
      'broken.onnx': '=no model',
    },
  });
  const { server } = await startBare(folder, { modelControl: 'explicit' });
  await server.ready();
  return server;
}

/** What came back, with what matters in it only. */
async function send(address: string, { to, method, json, bytes }: Exchange) {
  const head = Buffer.from(json === undefined ? '' : JSON.stringify(json));
  const isBinary = bytes !== undefined;
  const type = isBinary ? 'application/octet-stream' : 'application/json';
  const headers = {
    ...(json === undefined ? {} : { 'content-type': type }),
    ...(isBinary ? { [lengthHeader]: String(head.length) } : {}),
  };
  const body = json === undefined ? {} : { body: isBinary ? Buffer.concat([head, bytes]) : head };
  const response = await fetch(`${address}${to}`, {
    ...{ method: method ?? (json === undefined ? 'GET' : 'POST'), headers, ...body },
  });
  const received = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get(lengthHeader) ?? received.length);
  return {
    status: response.status,
    text: received.toString('utf8', 0, length),
    tail: received.toString('hex', length),
  };
}

describe('a server as KServe’s tests ask it', () => {
  it.each([
    ['of itself and by protocol v1', aboutServer],
    ['by protocol v2', infer],
    ['of a model that is not ready', notReady],
    ['to load and unload', modelControl],
  ])('answers %s', async (_, exchanges) => {
    const { address } = await start();
    // In order: what is loaded is asked after.
    for (const exchange of exchanges) {
      const { name, status, answer, tail = '' } = exchange;
      const got = await send(address, exchange);
      expect([name, got.status, got.tail]).toEqual([name, status, tail]);
      if (answer !== undefined) expect(JSON.parse(got.text), name).toMatchObject(answer);
    }
  });
});
