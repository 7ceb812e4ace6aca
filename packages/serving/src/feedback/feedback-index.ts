/**
 * Which prediction ids exist, and the last label of each. Ids cost two numbers a series; labels are kept for the newest
 * `maxLabels` ids only (about 150 bytes each): an older label that is sent again is stored again, which changes nothing.
 * It is rebuilt from the prediction log at start. What another server writes to the same log meanwhile is not seen.
 */

import type { LogRecord } from '@waymark/contracts';
import { parseLogLine, readLogLines } from '../log/read-prediction-log.js';
import { type PredictionIdSeries, parsePredictionId } from './prediction-ids.js';

interface KnownSeries {
  readonly model: string;
  /** Ids from `first` on, and below `next`, exist. */
  readonly first: number;
  readonly next: number;
}

/** The series of this run of the server knows itself how many ids it has given. */
interface LiveSeries {
  readonly model: string;
  readonly series: PredictionIdSeries;
}

export interface FeedbackIndexOptions {
  /** Default 200,000. */
  readonly maxLabels?: number;
}

export class FeedbackIndex {
  readonly #logged = new Map<string, KnownSeries>();
  readonly #live = new Map<string, LiveSeries>();
  readonly #labels = new Map<string, string>();
  readonly #maxLabels: number;

  constructor(options: FeedbackIndexOptions = {}) {
    this.#maxLabels = options.maxLabels ?? 200_000;
  }

  /** Adds the ids that this run of the server gives. */
  addSeries(model: string, series: PredictionIdSeries): void {
    this.#live.set(series.name, { model, series });
  }

  /** The model that made the prediction; undefined when there is no such prediction. */
  modelOf(id: string): string | undefined {
    const parsed = parsePredictionId(id);
    if (!parsed) return undefined;
    const live = this.#live.get(parsed.series);
    if (live) return parsed.number < live.series.next ? live.model : undefined;
    const logged = this.#logged.get(parsed.series);
    return logged && parsed.number >= logged.first && parsed.number < logged.next ? logged.model : undefined;
  }

  lastLabel(id: string): string | undefined {
    return this.#labels.get(id);
  }

  setLabel(id: string, label: string): void {
    // Taken out first, so that the newest is the last: the oldest is forgotten.
    this.#labels.delete(id);
    this.#labels.set(id, label);
    if (this.#labels.size <= this.#maxLabels) return;
    const [oldest] = this.#labels.keys();
    if (oldest !== undefined) this.#labels.delete(oldest);
  }

  /** Adds what the log in `folder` holds. */
  async rebuild(folder: string): Promise<void> {
    for await (const line of readLogLines(folder)) {
      const [, id, model] = predictionStart.exec(line) ?? [];
      if (id !== undefined && model !== undefined && line.endsWith('}')) this.#addId(id, model);
      else this.#addRecord(parseLogLine(line));
    }
  }

  #addRecord(record: LogRecord | undefined): void {
    if (record?.type === 'prediction') this.#addId(record.id, record.model);
    if (record?.type === 'feedback') this.setLabel(record.predictionId, record.label);
  }

  #addId(id: string, model: string): void {
    const parsed = parsePredictionId(id);
    if (!parsed) return;
    const known = this.#logged.get(parsed.series) ?? { first: parsed.number, next: 0 };
    this.#logged.set(parsed.series, {
      model,
      first: Math.min(known.first, parsed.number),
      next: Math.max(known.next, parsed.number + 1),
    });
  }
}

/** As this server writes predictions. Parsing all features of a large log would take minutes; these few do not. */
const predictionStart = /^\{"type":"prediction","id":"([^"]+)","time":"[^"]+","model":"([^"]+)"/;
