/**
 * How the models of a server are asked, in the form of each protocol: what differs between rows for projects and tensors
 * for bare graphs. The routes, which are the same for both, take it beside `HostedModels`.
 */

import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Scorer } from '../scoring/scorer.js';

/** A request to a model that was found already. */
export interface AskedModel {
  readonly model: string;
  readonly body: unknown;
  /** For its key and its terms. */
  readonly request: FastifyRequest;
}

export interface ModelScoring {
  readonly scorer: Pick<Scorer, 'refuse'>;
  /** Open Inference, at a path with `:model` and perhaps `:version`. */
  readonly infer: RouteHandlerMethod;
  /** TensorFlow Serving's and KServe's `:predict`, at a path that may have `:label` too. */
  readonly predict: RouteHandlerMethod;
  /** MLflow's `/invocations`. JSON text. */
  readonly invoke: (asked: AskedModel) => Promise<string>;
  /** Vertex AI's instances: the body is the list alone. JSON text. */
  readonly predictInstances: (asked: AskedModel) => Promise<string>;
}
