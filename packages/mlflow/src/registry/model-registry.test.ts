/** The behaviours of every registry, where no server is needed. On a server: mlflow-server.test.ts. */

import { FileModelRegistry } from '@waymark/registry';
import { MlflowClient } from '../client/mlflow-client.js';
import { describeRegistry } from '../testing/registry-behaviour.js';
import { SyncedModelRegistry } from './synced-model-registry.js';

describeRegistry('FileModelRegistry', (home) => new FileModelRegistry(home));

describeRegistry('SyncedModelRegistry without its server', (home) => {
  const client = new MlflowClient({ url: 'http://127.0.0.1:1', retries: 0 });
  return new SyncedModelRegistry({ client, home });
});
