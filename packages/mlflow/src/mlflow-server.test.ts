/** The client and the tracker on a real MLflow server, in one file so that one server is started. */

import { afterAll, beforeAll, describe } from 'vitest';
import { MlflowClient } from './client/mlflow-client.js';
import { describeClient } from './testing/client-behaviour.js';
import { describeDownloads } from './testing/download-behaviour.js';
import { describeLiveRuns } from './testing/live-run-behaviour.js';
import { describeReadme } from './testing/readme-behaviour.js';
import { type RealServer, type ServerUnderTest, startRealServer } from './testing/real-server.js';
import { describeRegistries } from './testing/registry-on-server.js';
import { describeTracker } from './testing/tracker-behaviour.js';
import { mlflowTrackerUnderTest } from './testing/trackers-under-test.js';

const script = process.env.WAYMARK_TEST_MLFLOW;
/** The first start on a machine installs MLflow. */
const startTimeoutMs = 300_000;

// On a busy machine it needs half a minute for what takes two seconds.
describe.skipIf(!script)('a real MLflow server (needs WAYMARK_TEST_MLFLOW)', { timeout: 180_000 }, () => {
  let server: RealServer | undefined;
  const real = {} as { -readonly [Key in keyof ServerUnderTest]: ServerUnderTest[Key] }; // filled before a test runs

  beforeAll(async () => {
    server = await startRealServer(script ?? '');
    real.url = server.url;
    real.client = new MlflowClient({ url: server.url });
  }, startTimeoutMs);
  afterAll(() => server?.stop());

  describeClient(real);
  describeDownloads(real);
  describeReadme(real);
  describeTracker(real);
  describeLiveRuns(mlflowTrackerUnderTest(real));
  describeRegistries(real);
});
