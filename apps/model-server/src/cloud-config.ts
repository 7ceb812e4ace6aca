/**
 * What the clouds tell a container by their own variables: where to listen, and which paths to answer. Vertex AI tells
 * all of it; SageMaker tells its port and whether there are several models; Azure ML tells nothing, and is asked for.
 */

import type { CloudOptions } from '@waymark/serving';
import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, 'must be from 1 to 65535');

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Fastify would read `*` and `(` as patterns. */
const route = z.string().regex(/^\/[\w\-.~%/:]*$/, 'must be a path such as /v1/endpoints/1/deployedModels/2');

/** Paths that do something else here, or that no predictions are sent to. */
const taken =
  /^\/$|^\/(metrics|ping|health|version|invocations|score|models|openapi\.json|v1\/models|v1\/feedback)$|^\/v2(\/|$)/;

export const cloudVariables = z.object({
  AIP_HTTP_PORT: port.optional(),
  AIP_HEALTH_ROUTE: route.optional(),
  AIP_PREDICT_ROUTE: route.refine((path) => !taken.test(path), 'must be a path that is free').optional(),
  SAGEMAKER_BIND_TO_PORT: port.optional(),
  SAGEMAKER_MULTI_MODEL: flag.optional(),
  WAYMARK_AZURE_ML: flag.optional(),
});

export type CloudVariables = z.infer<typeof cloudVariables>;

/** The port that the cloud wants; undefined where none does. */
export function cloudPort({ AIP_HTTP_PORT, SAGEMAKER_BIND_TO_PORT }: CloudVariables): number | undefined {
  return AIP_HTTP_PORT ?? SAGEMAKER_BIND_TO_PORT;
}

export function cloudOptions(variables: CloudVariables): CloudOptions {
  const { AIP_HEALTH_ROUTE: healthRoute, AIP_PREDICT_ROUTE: predictRoute } = variables;
  return {
    ...(variables.SAGEMAKER_MULTI_MODEL ? { sageMakerMultiModel: true } : {}),
    ...(variables.WAYMARK_AZURE_ML ? { azureMl: true } : {}),
    ...(healthRoute && predictRoute ? { vertexAi: { healthRoute, predictRoute } } : {}),
  };
}

/** What is wrong with the variables together. */
export function cloudProblems({ AIP_HEALTH_ROUTE, AIP_PREDICT_ROUTE }: NodeJS.ProcessEnv): readonly string[] {
  if ((AIP_HEALTH_ROUTE === undefined) === (AIP_PREDICT_ROUTE === undefined)) return [];
  return ['AIP_HEALTH_ROUTE and AIP_PREDICT_ROUTE: must both be set, or neither; Vertex AI sets both'];
}
