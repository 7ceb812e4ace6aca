import { describe, expect, it } from 'vitest';
import { html } from './markup.js';

describe('html', () => {
  it('rounds numbers, and nothing else', () => {
    expect(html`<b>${12.3456} ${'12.3456'} ${-0.004} ${100}</b>`.toString()).toBe(
      '<b>12.35 12.3456 0 100</b>',
    );
  });
});
