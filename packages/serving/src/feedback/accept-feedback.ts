/**
 * Late labels, by prediction id. A label is accepted when it is on disk, not before; the same label again changes
 * nothing, another one is kept as a correction. Each entry gets its own status: one unknown id does not stop the rest.
 */

import type { FeedbackRecord, PredictionSink } from '@waymark/contracts';
import { tooManyRows } from '../http/errors.js';
import { isJsonObject, kindOf, Problems } from '../protocols/problems.js';
import { feedbackNotStored } from './errors.js';
import type { FeedbackIndex } from './feedback-index.js';

export interface FeedbackLabel {
  readonly id: string;
  readonly label: string;
}

/** `code` is the HTTP status that the entry would have been answered with alone. */
export type FeedbackResult =
  | { readonly id: string; readonly status: 'accepted' | 'duplicate' | 'correction'; readonly code: 200 }
  | { readonly id: string; readonly status: 'unknown_id'; readonly code: 404; readonly error: string }
  | { readonly id: string; readonly status: 'invalid_label'; readonly code: 400; readonly error: string };

export interface FeedbackContext {
  readonly index: FeedbackIndex;
  readonly sink: PredictionSink;
  /** The classes of a model; undefined when it is not served here. */
  readonly classesOf: (model: string) => readonly string[] | undefined;
  readonly now?: () => Date;
}

/** @throws `REQUEST_INVALID`, `TOO_MANY_ROWS`. */
export function parseFeedback(body: unknown, maxLabels: number): readonly FeedbackLabel[] {
  const problems = new Problems();
  const labels: unknown = isJsonObject(body) ? body.labels : undefined;
  const entries: readonly unknown[] = Array.isArray(labels) ? labels : [];
  if (entries.length === 0)
    problems.add('the body must be {"labels": [{"id", "label"}]} with at least one label');
  if (entries.length > maxLabels) throw tooManyRows(entries.length, maxLabels);
  const parsed = entries.flatMap((entry, i): readonly FeedbackLabel[] => {
    const { id, label } = isJsonObject(entry) ? entry : { id: undefined, label: undefined };
    if (typeof id === 'string' && typeof label === 'string') return [{ id, label }];
    problems.add(`label ${i} must have id and label as text, got ${kindOf(id)} and ${kindOf(label)}`);
    return [];
  });
  problems.throwIfAny();
  return parsed;
}

/**
 * Judges the labels and stores the new ones; resolves once they are on disk.
 * @throws `FEEDBACK_NOT_STORED`: none of them was accepted then.
 */
export async function acceptFeedback(
  labels: readonly FeedbackLabel[],
  context: FeedbackContext,
): Promise<readonly FeedbackResult[]> {
  const { index, sink } = context;
  const time = (context.now?.() ?? new Date()).toISOString();
  // Labels of this request, so that the second of two equal ones is a duplicate of the first.
  const accepted = new Map<string, FeedbackRecord>();
  const records: FeedbackRecord[] = [];
  const results = labels.map((entry): FeedbackResult => {
    const last = accepted.get(entry.id)?.label ?? index.lastLabel(entry.id);
    const { result, model } = judge(entry, last, context);
    if (result.status === 'accepted' || result.status === 'correction') {
      const record: FeedbackRecord = {
        type: 'feedback',
        predictionId: entry.id,
        time,
        model,
        label: entry.label,
      };
      accepted.set(entry.id, record);
      records.push(record);
    }
    return result;
  });
  if (records.length > 0) await store(records, sink);
  for (const [id, { label }] of accepted) index.setLabel(id, label);
  return results;
}

async function store(records: readonly FeedbackRecord[], sink: PredictionSink): Promise<void> {
  sink.write(records);
  try {
    await sink.flush();
  } catch (error) {
    throw feedbackNotStored(error);
  }
}

function judge(
  { id, label }: FeedbackLabel,
  last: string | undefined,
  { index, classesOf }: FeedbackContext,
): { readonly result: FeedbackResult; readonly model: string } {
  const model = index.modelOf(id);
  const classes = model === undefined ? undefined : classesOf(model);
  if (model === undefined || classes === undefined) {
    const error = 'no prediction of a model that is served here has this id';
    return { result: { id, status: 'unknown_id', code: 404, error }, model: '' };
  }
  if (!classes.includes(label)) {
    const error = `the label must be one of: ${classes.join(', ')}`;
    return { result: { id, status: 'invalid_label', code: 400, error }, model };
  }
  const status = last === undefined ? 'accepted' : last === label ? 'duplicate' : 'correction';
  return { result: { id, status, code: 200 }, model };
}
