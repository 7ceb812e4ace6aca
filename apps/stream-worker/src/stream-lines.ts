/**
 * The worker on pipes: reads lines, scores what there is at once, writes as many lines, and reads on when they are
 * taken. It ends with the input, or when it is told to stop: what was read by then is answered.
 */

import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { inputFailed } from './errors.js';
import { type Line, LineSplitter } from './line-splitter.js';
import { type Scores, scoreLines } from './score-lines.js';

export interface StreamLinesOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly scorer: Scores;
  /** Reading ends when it is aborted. */
  readonly stop: AbortSignal;
}

export interface StreamedLines {
  readonly lines: number;
  /** Whether the last line had no end when the worker was told to stop: it was not scored, since it may go on. */
  readonly isCut: boolean;
}

const maxLineLength = 1024 * 1024;

/** @throws STREAM_INPUT_FAILED, STREAM_SCORING_UNAVAILABLE. */
export async function streamLines({
  input,
  output,
  scorer,
  stop,
}: StreamLinesOptions): Promise<StreamedLines> {
  const splitter = new LineSplitter(maxLineLength);
  let lines = 0;
  const answer = async (read: readonly Line[]) => {
    const answers = await scoreLines(scorer, read, lines);
    lines += read.length;
    if (answers.length > 0 && !output.write(answers.join(''))) await once(output, 'drain');
  };
  for await (const bytes of chunksOf(input, stop)) await answer(splitter.push(bytes));
  const rest = splitter.end();
  if (input.readableEnded) await answer(rest);
  return { lines, isCut: !input.readableEnded && rest.length > 0 };
}

/** What is there, as soon as it is; after a stop also what was read ahead. */
async function* chunksOf(input: Readable, stop: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  while (!input.readableEnded) {
    const chunk: unknown = input.read();
    if (chunk !== null) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    else if (stop.aborted) return;
    else await somethingHappens(input, stop);
  }
}

async function somethingHappens(input: Readable, stop: AbortSignal): Promise<void> {
  if (input.errored) throw inputFailed(input.errored);
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  try {
    // `once` rejects when the input fails.
    await Promise.race([once(input, 'readable', { signal }), once(input, 'end', { signal })]);
  } catch (error) {
    if (!stop.aborted) throw inputFailed(error);
  } finally {
    over.abort();
  }
}
