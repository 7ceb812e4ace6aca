/**
 * Reads a prediction log while it may be written to. Lines that are torn (the writer was killed, or is writing) or that
 * this version does not know are skipped and counted, never guessed.
 */

import { createReadStream } from 'node:fs';
import { type LogRecord, logRecord } from '@waymark/contracts';
import { listSegments } from './segment-folder.js';

export interface PredictionLog extends AsyncIterable<LogRecord> {
  /** Lines that were no records, so far. */
  readonly skippedLines: number;
}

/** The records in `folder`, oldest segment first; none when it does not exist. Each iteration reads anew. */
export function readPredictionLog(folder: string): PredictionLog {
  let skippedLines = 0;
  return {
    get skippedLines() {
      return skippedLines;
    },
    async *[Symbol.asyncIterator]() {
      skippedLines = 0;
      for await (const line of readLogLines(folder)) {
        const record = parseLogLine(line);
        if (record) yield record;
        else skippedLines += 1;
      }
    },
  };
}

/** The records of one segment. */
export async function* readSegment(path: string): AsyncGenerator<LogRecord> {
  for await (const line of linesOf(path)) {
    const record = parseLogLine(line);
    if (record) yield record;
  }
}

/** The lines of all segments, oldest first, the torn ones too. */
export async function* readLogLines(folder: string): AsyncGenerator<string> {
  for (const path of await listSegments(folder)) yield* linesOf(path);
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    // Deleted since it was listed: it was the oldest, and due.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  if (rest !== '') yield rest;
}

/** Undefined when the line is no record. */
export function parseLogLine(line: string): LogRecord | undefined {
  try {
    return logRecord.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
