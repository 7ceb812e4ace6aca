/** Our server as people run it, apps/model-server, with one bare model in a folder, or with the champion of a registry. */

import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../apps/model-server/dist/main.js', import.meta.url));
const constantEngine = new URL('constant-engine.js', import.meta.url).href;

/**
 * @param {object} options
 * @param {string} options.folder Holds the model as `NAME.onnx`.
 * @param {import('../models/written-models.js').WrittenModel} options.model
 * @param {string} [options.name] In tables.
 * @param {number} [options.workers] Default: the server's own.
 * @param {boolean} [options.isConstant] The same server without inference; then answers have nothing to be checked for.
 * @param {(model: object, row: readonly number[]) => object} [options.request] Default: JSON.
 * @returns {import('./contestant.js').Contestant}
 */
export function waymark({
  folder,
  model,
  name = 'waymark',
  workers,
  isConstant = false,
  request = jsonRequest,
}) {
  const environment = {
    WAYMARK_MODELS_FOLDER: folder,
    ...(workers === undefined ? {} : { WAYMARK_WORKERS: String(workers) }),
  };
  return {
    name,
    server: serverOf([], environment, isConstant),
    path: `/v2/models/${model.name}/infer`,
    request: (row) => request(model, row),
    check: isConstant ? undefined : { format: 'open-inference', output: 'probabilities' },
  };
}

/**
 * @param {object} options
 * @param {string} options.home Of the registry. The server logs predictions there.
 * @param {import('../models/champion.js').Champion} options.model Its rows are whole requests.
 * @param {string} [options.name]
 * @param {boolean} [options.isConstant]
 * @returns {import('./contestant.js').Contestant}
 */
export function waymarkChampion({ home, model, name = 'waymark', isConstant = false }) {
  return {
    name,
    server: serverOf([model.name], { WAYMARK_HOME: home }, isConstant),
    path: `/v2/models/${model.name}/infer`,
    request: (row) => ({ body: row }),
    check: isConstant ? undefined : { format: 'open-inference', output: 'probabilities' },
  };
}

function serverOf(words, environment, isConstant) {
  const before = isConstant ? ['--import', constantEngine] : [];
  return {
    command: () => [process.execPath, ...before, main, ...words],
    readyPath: '/v2/health/ready',
    environment,
  };
}

export function jsonRequest({ shape }, row) {
  const input = { name: 'x', datatype: 'FP32', shape: [1, ...shape], data: row };
  return { body: JSON.stringify({ inputs: [input] }) };
}

/** The binary extension: the tensor follows the JSON as it lies in memory. */
export function binaryRequest({ shape }, row) {
  const data = Buffer.from(Float32Array.from(row).buffer);
  const parameters = { binary_data_size: data.length };
  const input = { name: 'x', datatype: 'FP32', shape: [1, ...shape], parameters };
  const json = Buffer.from(JSON.stringify({ inputs: [input] }));
  return {
    body: Buffer.concat([json, data]),
    headers: { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': json.length },
  };
}
