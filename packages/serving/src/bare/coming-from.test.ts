/** What docs/coming-from.md says of a `config.pbtxt` is what happens to it. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModelConfig } from './model-config.js';

const document = readFileSync(new URL('../../../../docs/coming-from.md', import.meta.url), 'utf8');

/** The fields of the table's rows whose answer says so. */
function fieldsThat(answer: string): readonly string[] {
  const cells = document.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const rows = cells.filter(([, , here]) => here?.includes(answer));
  return rows.flatMap(([, field = '']) => [...field.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name));
}

/** A configuration with the field; `reshape` is an input's. */
function configWith(field: string): string {
  const message = `${field} { }`;
  return field === 'reshape' ? `input { name: "x" ${message} }` : message;
}

describe('docs/coming-from.md', () => {
  it('names the fields that are ignored with a warning', () => {
    const fields = fieldsThat('ignored with a warning');
    expect(fields).toEqual(['model_warmup', 'optimization', 'parameters', 'response_cache']);
    for (const field of fields) expect(parseModelConfig(configWith(field)).warnings.join()).toContain(field);
  });

  it('names the fields that refuse the model', () => {
    const fields = fieldsThat('the model is refused');
    expect(fields).toContain('ensemble_scheduling');
    for (const field of fields)
      expect(() => parseModelConfig(configWith(field))).toThrow(`${field} is not supported`);
  });
});
