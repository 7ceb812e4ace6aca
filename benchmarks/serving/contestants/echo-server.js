/**
 * The plain yardstick: Fastify with the model server's limit, the same JSON body parsed and its envelope looked at, and a
 * constant answer. No inference, no metrics, no log. Arguments: port, the answer.
 */

import fastify from 'fastify';

const [port, answer] = process.argv.slice(2);
const app = fastify({ bodyLimit: 4 * 2 ** 20, logger: false });
app.post('/v2/models/:model/infer', async (request, reply) => {
  if (!Array.isArray(request.body?.inputs)) return reply.code(400).send({ error: 'inputs must be a list' });
  return reply.type('application/json').send(answer);
});
app.get('/v2/health/ready', async (_, reply) => reply.send());
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.on('SIGTERM', () => app.close());
