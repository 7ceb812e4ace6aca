/** What the loop asks of the model server, over HTTP. */

import type { Row } from '@waymark/contracts';
import { z } from 'zod';
import { LoopFailure } from './loop-step.js';

const prediction = z.object({ id: z.string(), label: z.string(), probability: z.number() });
const predictAnswer = z.object({ model_version: z.string(), predictions: z.array(prediction) });
const feedbackAnswer = z.object({ results: z.array(z.object({ id: z.string(), status: z.string() })) });

export type Prediction = z.infer<typeof prediction>;

/** Rows a request: enough to be quick, few enough to be a request that people send. */
const requestRows = 100;

export class ModelClient {
  readonly #url: string;
  readonly #model: string;

  constructor(url: string, model: string) {
    this.#url = url;
    this.#model = model;
  }

  /** Predictions of all rows, in order; every answer must be a 200. */
  async predict(
    rows: readonly Row[],
  ): Promise<{ readonly version: number; readonly predictions: readonly Prediction[] }> {
    const predictions: Prediction[] = [];
    let version = 0;
    for (let start = 0; start < rows.length; start += requestRows) {
      const instances = rows.slice(start, start + requestRows);
      const answer = predictAnswer.parse(
        await this.#post(`/v1/models/${this.#model}:predict`, { instances }),
      );
      predictions.push(...answer.predictions);
      version = Number(answer.model_version);
    }
    return { version, predictions };
  }

  /** Sends true labels by prediction id; returns how many were accepted. */
  async sendLabels(labels: readonly { readonly id: string; readonly label: string }[]): Promise<number> {
    const { results } = feedbackAnswer.parse(await this.#post('/v1/feedback', { labels }));
    return results.filter(({ status }) => status === 'accepted').length;
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new LoopFailure(`POST ${path} must answer 200; got ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
