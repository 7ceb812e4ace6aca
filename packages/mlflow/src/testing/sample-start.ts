/** The start of a run for tests. */

import type { RunStart } from '@waymark/contracts';

/** Each model has runs of its own. */
export function sampleStart(model: string, seed = 1): RunStart {
  return {
    kind: 'training',
    model,
    name: '11-21 10:00 mlp',
    parameters: { kind: 'mlp', backend: 'cpu', seed, 'model.hidden': '[32]' },
    lineage: { dataHash: 'a'.repeat(64), parametersHash: 'b'.repeat(64), codeHash: 'c'.repeat(64) },
    data: { source: 'simulated', rows: 4, description: 'four simulated rows' },
    schema: {
      columns: [
        { name: 'customer', type: 'text', role: 'key', nullable: false },
        { name: 'tenure', type: 'integer', role: 'feature', nullable: false },
        { name: 'churn', type: 'category', role: 'label', nullable: false, values: ['No', 'Yes'] },
      ],
    },
    gitSha: '9b2a7f3',
    dirty: false,
  };
}
