/** What `GET /` answers to programs, and to a person with curl: a list of what is here. */

/** `models` are the names of the hosted models; the first is used in the examples. */
export function indexListing(version: string, models: readonly string[]) {
  const model = models[0] ?? 'MODEL';
  return {
    name: 'waymark',
    version,
    models,
    paths: {
      live: 'GET /v2/health/live',
      ready: 'GET /v2/health/ready',
      metadata: `GET /v2/models/${model}`,
      infer: `POST /v2/models/${model}/infer`,
      status: `GET /v1/models/${model}`,
      predict: `POST /v1/models/${model}:predict`,
      feedback: 'POST /v1/feedback',
      openapi: 'GET /openapi.json',
      metrics: 'GET /metrics',
    },
  };
}
