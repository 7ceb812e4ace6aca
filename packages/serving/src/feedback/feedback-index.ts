/**
 * Which prediction ids exist, and the last label of each. Ids cost two numbers a series; labels are kept for the newest
 * `maxLabels` ids only (about 150 bytes each): an older label that is sent again is stored again, which changes nothing.
 * It is rebuilt from the prediction log at start. What another server writes to the same log meanwhile is not seen.
 */

import { readLogLines } from '../log/read-prediction-log.js';
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
      if (line.startsWith('{"type":"prediction"')) this.#addPrediction(line);
      else if (line.startsWith('{"type":"feedback"')) this.#addFeedback(line);
    }
  }

  /** Only the beginning of the line is looked at: parsing all features of a large log would take minutes. */
  #addPrediction(line: string): void {
    const [, id = '', model = ''] = predictionStart.exec(line) ?? [];
    const parsed = parsePredictionId(id);
    if (!parsed || !line.endsWith('}')) return;
    const known = this.#logged.get(parsed.series) ?? { first: parsed.number, next: 0 };
    this.#logged.set(parsed.series, {
      model,
      first: Math.min(known.first, parsed.number),
      next: Math.max(known.next, parsed.number + 1),
    });
  }

  #addFeedback(line: string): void {
    const [, id, label] = feedbackLine.exec(line) ?? [];
    if (id !== undefined && label !== undefined) this.setLabel(id, JSON.parse(`"${label}"`));
  }
}

/** As the sink writes them: the fields in the order of the contracts. Model names need no escapes, labels may. */
const predictionStart = /^\{"type":"prediction","id":"([^"]+)","time":"[^"]+","model":"([^"]+)"/;
const feedbackLine =
  /^\{"type":"feedback","predictionId":"([^"]+)","time":"[^"]+","model":"[^"]+","label":"((?:[^"\\]|\\.)*)"\}$/;
