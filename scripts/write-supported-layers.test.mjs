import { describe, expect, it } from 'vitest';
import { workspaceRoot } from './check-run.mjs';
import { layWorkspace } from './fixture-workspace.mjs';
import { renderLayers, renderSupportedLayersDoc, renderTransforms } from './write-supported-layers.mjs';

describe('renderLayers', () => {
  it('says of each layer whether it is exported, and counts them', () => {
    const text = renderLayers([
      { className: 'Dense', state: 'exported', note: '' },
      { className: 'RandomWidth', state: 'refused', note: 'it is random' },
      { className: 'Dot', state: 'missing', note: '' },
    ]);
    expect(text).toBe(`## Layers

Of the 3 layer classes of tfjs-layers 4.22, 1 are exported, 1 cannot be, and 1 have no converter yet.

| layer | exported | note |
| --- | --- | --- |
| \`Dense\` | yes |  |
| \`RandomWidth\` | no | it is random |
| \`Dot\` | not yet |  |
`);
  });
});

describe('renderTransforms', () => {
  it('says what each transform takes, gives, fills and does', () => {
    const table = {
      imputer: { stages: () => ({ number: 'number', text: 'text' }), fillsMissing: true },
      oneHotEncoder: { stages: () => ({ text: 'features' }), fillsMissing: false },
    };
    const text = renderTransforms(table, new Map([['imputer', 'Fills.']]));
    expect(text.slice(text.indexOf('|'))).toBe(`| transform | column | fills missing values | what it does |
| --- | --- | --- | --- |
| \`imputer\` | number, text | yes | Fills. |
| \`oneHotEncoder\` | text → features | no |  |
`);
  });
});

describe('renderSupportedLayersDoc', () => {
  it('takes the first sentence above each factory, and finds transforms that have none', () => {
    const source = `/**
 * Scales a number, e.g. a price,
 * to mean 0. In float64.
 */
export function standardScaler(): void {}
`;
    const root = layWorkspace({ 'packages/preprocessing/src/transforms/standard-scaler.ts': source });
    const { text, problems } = renderSupportedLayersDoc(root);
    expect(text).toContain('| `standardScaler` | number | no | Scales a number, e.g. a price, to mean 0. |');
    expect(problems).toContain(
      'packages/preprocessing/src/transforms: imputer() needs a TSDoc line that says what it does',
    );
  });

  it('lists the layers, activations and transforms of this workspace', () => {
    const { text, layers, problems } = renderSupportedLayersDoc(workspaceRoot);
    expect({ layers, problems }).toEqual({ layers: 69, problems: [] });
    expect(text).toMatch(/^\| `Dense` \| yes \|/m);
    expect(text).toContain('`gelu_new`');
    expect(text).toMatch(/^\| `oneHotEncoder` \| text → features \|/m);
  });
});
