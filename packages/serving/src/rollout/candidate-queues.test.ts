import { describe, expect, it } from 'vitest';
import { RowBatcher } from '../engine/row-batcher.js';
import { StepRunner } from '../testing/step-runner.js';
import { CandidateQueues } from './candidate-queues.js';

describe('CandidateQueues', () => {
  it('tells what waits in all queues that are open', () => {
    const waiting = [3, 4];
    const queues = new CandidateQueues(() => {
      const rows = waiting.shift() ?? 0;
      return { runner: new RowBatcher(new StepRunner()), queuedRows: () => rows };
    });
    expect(queues.queuedRows).toBe(0);
    const first = queues.open();
    queues.open();
    expect(queues.queuedRows).toBe(7);
    queues.close(first);
    queues.close(first);
    expect(queues.queuedRows).toBe(4);
  });
});
