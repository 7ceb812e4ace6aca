/**
 * The paths of KServe's v1 protocol and of TensorFlow Serving (api_rest.md), which are the paths for people too. Rows
 * are answered with an object each, that has an id, the label and the probabilities by class; columns with the model's
 * outputs in columns. `:classify` and `:regress` are left out.
 */

import type { FastifyInstance } from 'fastify';
import type { ModelHosts } from '../../host/model-hosts.js';
import { addPath } from '../../http/add-path.js';
import { notSupported } from '../../http/errors.js';
import { refuseEarly } from '../../http/refuse-early.js';
import { termsOf } from '../../http/request-terms.js';
import type { Scorer } from '../../scoring/scorer.js';
import type { RowLimits } from '../rows/collect-rows.js';
import { renderOrigin, renderOutputColumns } from '../rows/output-columns.js';
import { rowPredictions } from '../rows/predictions.js';
import { modelMetadata } from './metadata.js';
import { type ModelPath, modelPaths, servedAt } from './model-path.js';
import { availableVersion, describeModel } from './model-status.js';
import { parsePredictRequest } from './predict-request.js';

export interface TensorflowServingOptions {
  readonly scorer: Scorer;
  readonly limits: RowLimits;
  readonly hosts: ModelHosts;
}

export function tensorflowServingRoutes(app: FastifyInstance, options: TensorflowServingOptions): void {
  const { scorer, limits, hosts } = options;
  // Fastify fills in what the path names.
  const served = (params: unknown) => servedAt(hosts, params as ModelPath);
  addStatusPaths(app, hosts);
  const early = { beforeBody: refuseEarly(scorer) };
  for (const path of modelPaths) {
    // The last name ends at the colon; Fastify writes a colon in a path twice.
    const verb = (name: string) => `${path}(^[^:/]+)::${name}`;
    addPath(app, `${path}/metadata`, { GET: async ({ params }) => modelMetadata(served(params)) });
    addPath(
      app,
      verb('predict'),
      {
        POST: async (request, reply) => {
          // Fastify fills in what the path names.
          const target = servedAt(hosts, request.params as ModelPath, request);
          const asked = parsePredictRequest(request.body, { contract: target.contract, limits });
          const scored = await scorer.score(target, asked, termsOf(request));
          if (asked.form === 'rows') return rowPredictions(scored);
          const outputs = renderOutputColumns(scored);
          return reply.type('application/json').send(`{"outputs":${outputs},${renderOrigin(scored)}}`);
        },
      },
      early,
    );
    addPath(app, verb('explain'), {
      POST: async ({ params }) => {
        const { model } = served(params);
        throw notSupported(
          `the model '${model}' has no explainer: bundles hold none; its card and its evaluation tell what drives it. Ask for :predict`,
        );
      },
    });
  }
}

function addStatusPaths(app: FastifyInstance, hosts: ModelHosts): void {
  addPath(app, '/v1/models', { GET: async () => ({ models: hosts.statuses.map(describeModel) }) });
  const [ofModel, ...ofVersion] = modelPaths;
  addPath(app, ofModel, {
    // Fastify fills in what the path names.
    GET: async ({ params }) => describeModel(hosts.host((params as ModelPath).model).status),
  });
  for (const path of ofVersion)
    addPath(app, path, {
      GET: async ({ params }) => {
        const { version } = servedAt(hosts, params as ModelPath);
        return { model_version_status: [availableVersion(version)] };
      },
    });
}
