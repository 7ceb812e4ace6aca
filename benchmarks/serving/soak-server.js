/**
 * The model server as it runs in earnest, with its prediction log; it tells its workers when it is asked. Arguments: the
 * registry's folder, model, workers.
 */

import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { createModelServer, JsonlPredictionSink } from '@waymark/serving';

const [home, model, workers] = process.argv.slice(2);
const logFolder = join(home, 'predictions');
const server = await createModelServer({
  registry: new FileModelRegistry(home),
  models: [model],
  // A small log: the disk is not what is tried here.
  sink: new JsonlPredictionSink(logFolder, { maxTotalBytes: 64 * 2 ** 20 }),
  logFolder,
  host: '127.0.0.1',
  port: 0,
  workers: Number(workers),
  // A killed worker is an error, and here it is meant.
  logLevel: 'silent',
});
await server.ready();
process.on('message', () => {
  const { models, workers: pool } = server.status();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ version: models[0]?.serving?.version, ...pool, rss, heapUsed });
});
process.send({ url: server.address });
process.on('SIGTERM', () => server.close().then(() => process.disconnect()));
// It must not outlive the run, however that ends.
process.on('disconnect', () => process.exit());
