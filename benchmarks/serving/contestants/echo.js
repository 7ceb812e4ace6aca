/** A plain Fastify app that parses the same body and answers a constant: what HTTP and JSON alone cost in Node.js. */

import { fileURLToPath } from 'node:url';
import { jsonRequest } from './waymark.js';

const file = fileURLToPath(new URL('echo-server.js', import.meta.url));

/** @returns {import('./contestant.js').Contestant} */
export function echo(model, request = (row) => jsonRequest(model, row)) {
  const outputs = [
    {
      name: 'probabilities',
      datatype: 'FP32',
      shape: [1, model.expected[0].length],
      data: model.expected[0],
    },
  ];
  const answer = JSON.stringify({ model_name: model.name, model_version: '1', outputs });
  return {
    name: 'fastify echo',
    server: {
      command: (port) => [process.execPath, file, String(port), answer],
      readyPath: '/v2/health/ready',
    },
    path: `/v2/models/${model.name}/infer`,
    request,
    check: undefined,
  };
}
