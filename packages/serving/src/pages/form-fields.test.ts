import type { FeatureSchema } from '@waymark/contracts';
import { describe, expect, it } from 'vitest';
import { contractOf } from '../host/model-contract.js';
import { hostileSchema, hostileText } from '../testing/hostile-bundle.js';
import { openInferenceRequest, tinyBundle, tinyRows } from '../testing/tiny-model.js';
import { predictionForm } from './form-fields.js';

const { manifest: tiny } = await tinyBundle(1);

function formOf(schema: FeatureSchema, exampleRequest: unknown = {}): string {
  const manifest = { ...tiny, schema, formatVersion: 1, files: {} };
  return predictionForm({
    model: 'tiny',
    ...{ manifest, contract: contractOf(manifest), exampleRequest },
  }).toString();
}

describe('predictionForm', () => {
  it('has a labelled field a feature, filled with the example', () => {
    const form = formOf(tiny.schema, openInferenceRequest(tinyRows.slice(0, 1)));
    expect(form).toContain('<form data-path="v1/models/tiny:predict" novalidate autocomplete="off">');
    expect(form).toContain(`<div class="field">
<label for="field-0">age</label>
<input id="field-0" data-column="age" type="number" inputmode="decimal" step="1" value="30">
</div>
<div class="field">
<label for="field-1">income</label>
<input id="field-1" data-column="income" type="number" inputmode="decimal" step="any" value="80.5">
<label class="unknown"><input type="checkbox" data-unknown-for="field-1" aria-label="income is not known"> not known</label>
</div>
<div class="field">
<label for="field-2">city</label>
<select id="field-2" data-column="city">
<option value="Oslo" selected>Oslo</option>
<option value="Rome">Rome</option>
</select>
</div>`);
    expect(form).not.toMatch(/person|bought/);
  });

  it('ticks the box of a value that is missing, and offers a category that training never saw', () => {
    const form = formOf(tiny.schema, openInferenceRequest([{ age: 1, income: null, city: '' }]));
    expect(form).toContain('step="any" value="">');
    expect(form).toContain('aria-label="income is not known" checked>');
    expect(form).toContain('<option value="" selected>(empty)</option>');
  });

  it('says what a column means, and offers "not known" where its category may be missing', () => {
    const columns = tiny.schema.columns.map((column) => {
      if (column.name === 'age') return { ...column, description: 'in years', min: 0, max: 120 };
      return column.name === 'city' ? { ...column, nullable: true } : column;
    });
    const form = formOf({ columns });
    expect(form).toContain('<input id="field-0" data-column="age" aria-describedby="field-0-hint"');
    expect(form).toContain('step="1" min="0" max="120" value="0">');
    expect(form).toContain('<small id="field-0-hint">in years; from 0 to 120 in training data</small>');
    expect(form).toContain('<option data-unknown selected>not known</option>');
  });

  it('makes text of a hostile schema', () => {
    const form = formOf(hostileSchema);
    expect(form).not.toContain('<script>');
    expect(form).not.toContain(`"${hostileText}`);
    const tags = new Set([...form.matchAll(/<(\w+)/g)].map(([, tag]) => tag));
    expect(tags).toEqual(
      new Set(['form', 'div', 'label', 'input', 'small', 'select', 'option', 'p', 'button']),
    );
    expect(form).toContain('data-column="__proto__"');
  });
});
