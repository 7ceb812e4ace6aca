/** For tests: the record of a run, and a server that does not answer. */

import type { RunRecord } from '@waymark/contracts';

export const sampleRun: RunRecord = {
  formatVersion: 1,
  id: 'f'.repeat(64),
  model: 'churn',
  time: '2026-11-21T10:00:00.000Z',
  gitSha: null,
  dirty: null,
  parameters: {},
  metrics: {},
  dataHash: 'd'.repeat(64),
};

/** Nothing listens there. */
export const away = { url: 'http://127.0.0.1:1', isInsecure: false, retries: 0 };
