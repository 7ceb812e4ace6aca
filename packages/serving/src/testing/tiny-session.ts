/** For tests of the engine: a session of the tiny model, and its rows scored. */

import { packRequests, unpackTensors } from '../engine/batch-codec.js';
import type { BatchRunner, SessionSource } from '../engine/inference-process.js';
import type { RequestRows } from '../engine/tensor-layout.js';
import { contractOf } from '../host/model-contract.js';
import { tinyBundle, tinyModelBytes, tinyRows } from './tiny-model.js';

const allRows: RequestRows = {
  rows: 4,
  cells: tinyRows.flatMap(({ age, income, city }) => [age, income, city]),
};

export async function tinySession(key: number, model: 1 | 2 = 1): Promise<SessionSource> {
  const { manifest } = await tinyBundle(model);
  const contract = contractOf({ ...manifest, formatVersion: 1, files: {} });
  return {
    key,
    model: await tinyModelBytes(model),
    inputs: contract.inputLayouts,
    outputs: contract.outputs,
  };
}

export async function score(engine: BatchRunner, session: SessionSource, request: RequestRows = allRows) {
  const { batch } = await engine.run(session.key, packRequests(session.inputs, [request]));
  const [label, probabilities] = unpackTensors(session.outputs, batch);
  return { label, yes: Array.from(probabilities ?? [], Number).filter((_, i) => i % 2 === 1) };
}
