/** The embedded tracker, held to the suite that the one on a server is held to in `mlflow-server.test.ts`. */

import { describeLiveRuns } from '../testing/live-run-behaviour.js';
import { fileTrackerUnderTest } from '../testing/trackers-under-test.js';

describeLiveRuns(fileTrackerUnderTest);
