/** The Python servers. Their pins are in peers/requirements.txt; each runs the same file with one thread. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const peersFolder = fileURLToPath(new URL('../peers', import.meta.url));

/**
 * None without an interpreter.
 * @param {object} options
 * @param {string | undefined} options.python Of the peers' virtual environment.
 * @param {string} options.folder For settings; each section takes another one.
 * @param {boolean} options.isBatching MLServer with adaptive batching in a worker of its own: better where a batch costs
 * little more than a row. Else it runs the model in its own process.
 * @returns {readonly import('./contestant.js').Contestant[]}
 */
export function peers(model, { python, folder, isBatching }) {
  if (python === undefined) return [];
  return [fastapi(python, model), mlserver(python, model, { folder, isBatching })];
}

function fastapi(python, { file, shape }) {
  return {
    name: 'fastapi',
    server: {
      command: (port) => [python, join(peersFolder, 'fastapi_server.py'), String(port), file],
      readyPath: '/health',
    },
    path: '/predict',
    request: (row) => ({ body: JSON.stringify({ shape: [1, ...shape], data: row }) }),
    check: { format: 'probabilities', output: 'probabilities' },
  };
}

function mlserver(python, { name, file, shape }, { folder, isBatching }) {
  return {
    name: isBatching ? 'mlserver, batching' : 'mlserver',
    server: {
      command: (port, grpcPort) => {
        writeSettings(folder, { name, file, port, grpcPort, isBatching });
        return [python, '-m', 'mlserver.cli.main', 'start', folder];
      },
      readyPath: '/v2/health/ready',
      environment: { PYTHONPATH: peersFolder },
    },
    path: `/v2/models/${name}/infer`,
    request: (row) => ({
      body: JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, ...shape], data: row }] }),
    }),
    check: { format: 'open-inference', output: 'probabilities' },
  };
}

function writeSettings(folder, { name, file, port, grpcPort, isBatching }) {
  mkdirSync(folder, { recursive: true });
  const write = (document, content) => writeFileSync(join(folder, document), JSON.stringify(content));
  write('settings.json', {
    host: '127.0.0.1',
    http_port: port,
    grpc_port: grpcPort,
    metrics_endpoint: null,
    metrics_dir: folder,
    parallel_workers: isBatching ? 1 : 0,
    environments_dir: join(folder, 'environments'),
    use_structured_logging: false,
  });
  write('model-settings.json', {
    name,
    implementation: 'mlserver_runtime.OnnxModel',
    parameters: { uri: file },
    ...(isBatching ? { max_batch_size: 64, max_batch_time: 0.005 } : {}),
  });
}
