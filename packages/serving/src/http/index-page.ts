/** What `GET /` answers: a list of what is here, for a person with curl. */

/** `models` are the names of the hosted models; the first is used in the examples. */
export function indexPage(version: string, models: readonly string[]) {
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
      metrics: 'GET /metrics',
    },
  };
}
