/**
 * Progress on stderr, so that stdout holds the result alone: a bar that redraws in a terminal, plain lines at each
 * quarter elsewhere.
 */

import type { Progress } from '@waymark/pipeline';
import type { Environment } from './environment.js';

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const barWidth = 20;

/** Draws on `stream`; `prefix` names the step, e.g. `train`. */
export function terminalProgress(
  stream: ProgressStream,
  prefix: string,
  { tellsInLines }: Pick<Environment, 'tellsInLines'>,
): Progress {
  const redraws = stream.isTTY === true && !tellsInLines;
  const width = stream.columns ?? 80;
  let quarter = 0;
  let barIsOpen = false;
  const closeBar = (): void => {
    if (barIsOpen) stream.write('\r\u001b[K');
    barIsOpen = false;
  };
  return {
    note(text) {
      closeBar();
      stream.write(`${prefix.padEnd(9)} ${text}\n`);
    },
    advance({ label, done, total, detail = '' }) {
      const share = total === 0 ? 1 : done / total;
      if (redraws) {
        const filled = Math.round(share * barWidth);
        const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
        const line = `${prefix.padEnd(9)} ${bar} ${label} ${done}/${total}  ${detail}`;
        stream.write(`\r\u001b[K${line.slice(0, width - 1)}`);
        barIsOpen = true;
        if (done >= total) closeBar();
        return;
      }
      const reached = Math.floor(share * 4);
      if (reached <= quarter && done < total) return;
      quarter = done >= total ? 0 : reached;
      stream.write(`${prefix.padEnd(9)} ${label} ${done}/${total}  ${detail}\n`);
    },
  };
}
