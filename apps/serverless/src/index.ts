/**
 * The functions that a cloud calls: `index.lambda` for AWS Lambda, `cloudFunction` for Google Cloud. The bundle is loaded
 * when this file is, which is while the platform starts the function and before the first request waits.
 */

import { cloudFunctionOf } from './cloud-function.js';
import { readConfig } from './config.js';
import { lambdaOf } from './lambda.js';
import { startModel } from './start-model.js';

// onnxruntime runs in this process, and reports usage to its vendor unless told not to before it is loaded.
process.env.ORT_DISABLE_TELEMETRY = '1';

const model = start();
// Each request is told; until one comes, nobody has to be.
model.catch(() => {});

/** API Gateway's HTTP APIs, function URLs, and load balancers. */
export const lambda = lambdaOf(model);

/** The HTTP functions of Google Cloud. */
export const cloudFunction = cloudFunctionOf(model);

async function start() {
  return startModel(readConfig(process.env));
}
