/** The model server as it runs in earnest, with its prediction log. Arguments: the registry's folder, model. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileModelRegistry } from '@waymark/registry';
import { createModelServer, JsonlPredictionSink } from '@waymark/serving';

const [home, model] = process.argv.slice(2);
const logFolder = await mkdtemp(join(tmpdir(), 'waymark-benchmark-'));
const server = await createModelServer({
  registry: new FileModelRegistry(home),
  models: [model],
  sink: new JsonlPredictionSink(logFolder),
  logFolder,
  host: '127.0.0.1',
  port: 0,
  logLevel: 'warn',
});
await server.ready();
process.send({ url: server.address });
process.on('SIGTERM', async () => {
  await server.close();
  await rm(logFolder, { recursive: true });
  process.disconnect();
});
