import { featureSchema } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { churnReport } from '../fixtures/churn-report.js';
import { type ModelCardInput, renderModelCard } from './model-card.js';

const manifest: ModelCardInput['manifest'] = {
  name: 'churn',
  schema: featureSchema.parse({
    columns: [
      { name: 'customer', type: 'text', role: 'key' },
      { name: 'tenure', type: 'integer', description: 'Months | since\nthe <start>' },
      { name: 'total', type: 'number', nullable: true },
      { name: 'churn', type: 'category', role: 'label', values: ['No', 'Yes'] },
    ],
  }),
  classes: ['No', 'Yes'],
  threshold: 0.3125,
  model: { kind: 'multilayer-perceptron', backend: 'wasm', seed: 1, parameters: {} },
  data: { source: 'simulated', rows: 7043, description: '7,043 customers of a made-up company.' },
  lineage: { dataHash: 'd'.repeat(64), parametersHash: 'e'.repeat(64), codeHash: 'f'.repeat(64) },
};

describe('renderModelCard', () => {
  const card = renderModelCard({ report: churnReport, manifest });

  it('says what is predicted, from what and how well', () => {
    expect(card).toMatch(/^# Model card: churn\n/);
    expect(card).toContain('probability is at least **0.313**');
    expect(card).toContain('| ROC-AUC | 0.846 | [0.824, 0.867] | 0.500 | 0.841 |');
    expect(card).toContain('| Log loss (lower is better) | 0.416 | [0.394, 0.440] | 0.579 | 0.422 |');
    expect(card).toContain(`| data | \`${'d'.repeat(64)}\` |`);
  });

  it('calls simulated data simulated, and says what that means for the numbers', () => {
    expect(card).toContain('**Data:** simulated rows');
    expect(card).toContain('- The rows are simulated.');
  });

  it('calls no other data simulated', () => {
    const report = { ...churnReport, dataSource: 'file' };
    const data = { ...manifest.data, source: 'file' as const, description: 'A file.' };
    expect(renderModelCard({ report, manifest: { ...manifest, data } })).not.toContain('simulated');
  });

  it('lists the inputs, without key and label, and escapes their text', () => {
    expect(card).toContain('| tenure | INT64 | required | Months \\| since the \\<start> |');
    expect(card).toContain('| total | FP64 | may be missing |  |');
    expect(card).not.toContain('| customer |');
    expect(card).not.toContain('| churn |');
  });
});
