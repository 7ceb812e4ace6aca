/**
 * Scores rows as the model server does, by its routes and without its socket: the same checks, the same numbers, the
 * same prediction log, and the champion that the alias names at the time. onnxruntime runs in this process: nothing else
 * does that would have to wait for it.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { PredictionSink } from '@waymark/contracts';
import { FileModelRegistry, openBundle } from '@waymark/registry';
import { createModelHandler, type LogLevel, type ModelHandler } from '@waymark/serving';
import { z } from 'zod';
import { scoringUnavailable } from './errors.js';

export interface RowScorerOptions {
  readonly home: string;
  readonly model: string;
  /** Gets the predictions. The scorer closes it. */
  readonly sink: PredictionSink;
  readonly logLevel: LogLevel;
  readonly logStream: { write(line: string): void };
}

export interface Prediction {
  /** The row's, where it has one. */
  readonly key: unknown;
  readonly label: string;
  /** Of the positive class. */
  readonly probability: number;
  readonly probabilities: Readonly<Record<string, number>>;
  /** To send the label by, once it is known. */
  readonly id: string;
  readonly model_version: string;
}

export interface RowProblem {
  readonly key: unknown;
  /** What is wrong with the row; never what it holds. */
  readonly error: string;
}

export type RowOutcome = Prediction | RowProblem;

/** Safe with the server's limits of rows and bytes. */
export const maxBatchRows = 1000;
/** What is over by then was a hiccup: of memory, of the disk. */
const retryDelaysMs = [100, 400, 1600, 6400] as const;

const answerSchema = z.object({
  predictions: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      probability: z.number(),
      probabilities: z.record(z.string(), z.number()),
    }),
  ),
  model_version: z.string(),
});
const problemSchema = z.object({ error: z.string() });

export class RowScorer {
  readonly #options: RowScorerOptions;
  readonly #registry: FileModelRegistry;
  readonly #handler: ModelHandler;
  #names: ColumnNames = { key: undefined, unscored: new Set() };

  private constructor(options: RowScorerOptions, registry: FileModelRegistry, handler: ModelHandler) {
    this.#options = options;
    this.#registry = registry;
    this.#handler = handler;
  }

  /** Resolves when the champion can score. @throws What `createModelHandler` throws. */
  static async open(options: RowScorerOptions): Promise<RowScorer> {
    const { home, model, sink, logLevel, logStream } = options;
    const registry = new FileModelRegistry(home);
    const handler = await createModelHandler({
      ...{ registry, sink, logLevel, logStream, models: [model], engine: 'inline' },
    });
    const scorer = new RowScorer(options, registry, handler);
    await scorer.#readNames();
    return scorer;
  }

  /**
   * One outcome a row, in order. Columns that the schema names and the model does not take, as the key, are left out.
   *
   * @param rows 1000 at most, as `JSON.parse` gives them.
   * @throws STREAM_SCORING_UNAVAILABLE.
   */
  async score(rows: readonly unknown[]): Promise<readonly RowOutcome[]> {
    const outcomes = await this.#scoreTogether(rows);
    if (outcomes) return outcomes;
    // A row that is wrong, or a new champion with other columns.
    await this.#readNames();
    return Promise.all(rows.map((row) => this.#scoreAlone(row)));
  }

  async close(): Promise<void> {
    await this.#handler.close();
  }

  /** Undefined where a row of them is refused. */
  async #scoreTogether(rows: readonly unknown[]): Promise<readonly RowOutcome[] | undefined> {
    if (rows.length === 0) return [];
    const { status, body } = await this.#ask(rows);
    return status === 200 ? this.#predictions(rows, body) : undefined;
  }

  async #scoreAlone(row: unknown): Promise<RowOutcome> {
    const { status, body } = await this.#ask([row]);
    const [prediction] = status === 200 ? this.#predictions([row], body) : [];
    if (prediction) return prediction;
    const { error } = problemSchema.parse(body);
    // The request was this row alone.
    return { key: keyOf(row, this.#names), error: error.replaceAll(/\brow 0(, |: | )/g, '') };
  }

  async #ask(rows: readonly unknown[]): Promise<{ readonly status: number; readonly body: unknown }> {
    const { model } = this.#options;
    const request = {
      method: 'POST',
      url: `/v1/models/${encodeURIComponent(model)}:predict`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instances: rows.map((row) => featuresOf(row, this.#names)) }),
    };
    for (let attempt = 0; ; attempt++) {
      const { status, body } = await this.#handler.handle(request);
      const answer: unknown = JSON.parse(body.toString());
      if (status < 501) return { status, body: answer };
      const delayMs = retryDelaysMs[attempt];
      if (delayMs === undefined) throw scoringUnavailable(model, problemSchema.parse(answer).error);
      await delay(delayMs);
    }
  }

  #predictions(rows: readonly unknown[], body: unknown): readonly Prediction[] {
    const { predictions, model_version } = answerSchema.parse(body);
    return predictions.map(({ id, label, probability, probabilities }, i) => {
      const key = keyOf(rows[i], this.#names);
      return { key, label, probability, probabilities, id, model_version };
    });
  }

  /** Of the champion as it is now. */
  async #readNames(): Promise<void> {
    const { model } = this.#options;
    const version = (await this.#registry.model(model))?.aliases.champion;
    if (version === undefined) return;
    const { manifest } = await openBundle(await this.#registry.bundleFolder(model, version));
    const { columns } = manifest.schema;
    this.#names = {
      key: columns.find(({ role }) => role === 'key')?.name,
      unscored: new Set(columns.filter(({ role }) => role !== 'feature').map(({ name }) => name)),
    };
  }
}

interface ColumnNames {
  readonly key: string | undefined;
  /** Of the schema, and none of the model's inputs. */
  readonly unscored: ReadonlySet<string>;
}

function featuresOf(row: unknown, { unscored }: ColumnNames): unknown {
  if (!isObject(row)) return Array.isArray(row) ? row.map(withoutDepth) : row;
  const features = Object.entries(row).filter(([name]) => !unscored.has(name));
  return Object.fromEntries(features.map(([name, cell]) => [name, withoutDepth(cell)]));
}

function keyOf(row: unknown, { key }: ColumnNames): unknown {
  return isObject(row) && key !== undefined && Object.hasOwn(row, key) ? withoutDepth(row[key]) : undefined;
}

/** No cell and no key is a list or an object, whatever it holds: one that nests deep could not be written out again. */
function withoutDepth(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return isObject(value) ? {} : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
