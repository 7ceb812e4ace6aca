/**
 * The paths of KServe's v1 protocol and of TensorFlow Serving (api_rest.md), which are the paths for people too, whichever
 * models are hosted. `:classify` and `:regress` are left out.
 */

import type { FastifyInstance } from 'fastify';
import { addPath } from '../../http/add-path.js';
import { notSupported } from '../../http/errors.js';
import { refuseEarly } from '../../http/refuse-early.js';
import { type HostedModels, pathOf } from '../hosted-models.js';
import type { ModelScoring } from '../model-scoring.js';
import { acceptUntypedJson } from '../untyped-json.js';
import { signatureMetadata } from './metadata.js';
import { availableVersion } from './model-status.js';

const ofModel = '/v1/models/:model';
const ofVersion = '/v1/models/:model/versions/:version';
const ofLabel = '/v1/models/:model/labels/:label';

type PredictScoring = Pick<ModelScoring, 'scorer' | 'predict'>;

export function tensorflowServingRoutes(
  app: FastifyInstance,
  models: HostedModels,
  scoring: PredictScoring,
): void {
  // A scope of their own: what changes something does not take their bodies.
  app.register(async (scope) => {
    acceptUntypedJson(scope);
    addPaths(scope, models, scoring);
  });
}

function addPaths(app: FastifyInstance, models: HostedModels, { scorer, predict }: PredictScoring): void {
  const named = models.labels.length > 0 ? [ofVersion, ofLabel] : [ofVersion];
  addStatusPaths(app, models, named);
  const early = { beforeBody: refuseEarly(scorer) };
  for (const path of [ofModel, ...named]) {
    // The last name ends at the colon; Fastify writes a colon in a path twice.
    const verb = (name: string) => `${path}(^[^:/]+)::${name}`;
    addPath(app, `${path}/metadata`, {
      GET: async ({ params }) =>
        signatureMetadata(models.serving(pathOf(params)), models.tensors(pathOf(params))),
    });
    addPath(app, verb('predict'), { POST: predict }, early);
    addPath(app, verb('explain'), {
      POST: async ({ params }) => {
        const { model } = models.serving(pathOf(params));
        throw notSupported(
          `the model '${model}' has no explainer: what is served is its graph alone. Ask for :predict`,
        );
      },
    });
  }
}

function addStatusPaths(app: FastifyInstance, models: HostedModels, named: readonly string[]): void {
  addPath(app, '/v1/models', {
    GET: async () => ({ models: models.names.map((model) => models.describe(model)) }),
  });
  addPath(app, ofModel, {
    GET: async ({ params }) => models.describe(pathOf(params).model),
  });
  for (const path of named)
    addPath(app, path, {
      GET: async ({ params }) => {
        const { version } = models.serving(pathOf(params));
        return { model_version_status: [availableVersion(version)] };
      },
    });
}
