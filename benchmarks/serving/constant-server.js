/**
 * The yardstick: Fastify with the model server's limits, the same JSON body parsed and its envelope looked at, and a
 * constant answer of the same shape. No inference, no prediction log. With the third argument `metrics` it also counts
 * and times requests, as the server does. Arguments: model, a request's body, `bare` or `metrics`.
 */

import fastify from 'fastify';
import { Counter, Histogram, Registry } from 'prom-client';

const [model, body, kind] = process.argv.slice(2);
const inputs = JSON.parse(body).inputs.length;
const answer = JSON.stringify({
  model_name: model,
  model_version: '1',
  parameters: { prediction_ids: '0123456789ab-abcd' },
  outputs: [
    { name: 'label', datatype: 'BYTES', shape: [1], data: ['No'] },
    {
      name: 'probabilities',
      datatype: 'FP32',
      shape: [1, 2],
      data: [0.7831279039382935, 0.21687209606170654],
    },
  ],
});

const app = fastify({ bodyLimit: 4 * 2 ** 20, logger: false });
if (kind === 'metrics') observe(app);
app.post('/v2/models/:model/infer', async (request, reply) => {
  if (!Array.isArray(request.body?.inputs) || request.body.inputs.length !== inputs) {
    return reply.code(400).send({ error: 'inputs must be a list' });
  }
  return reply.type('application/json').send(answer);
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.send({ url });
process.on('SIGTERM', () => app.close().then(() => process.disconnect()));

function observe(observed) {
  const registers = [new Registry()];
  const labelNames = ['route', 'method', 'status'];
  const requests = new Counter({ name: 'requests_total', help: 'HTTP requests', labelNames, registers });
  const seconds = new Histogram({ name: 'request_seconds', help: 'Duration of HTTP requests', registers });
  observed.addHook('onResponse', (request, reply, done) => {
    requests.inc({ route: request.routeOptions.url, method: request.method, status: reply.statusCode });
    seconds.observe(reply.elapsedTime / 1000);
    done();
  });
}
