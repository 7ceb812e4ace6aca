import { describe, expect, it } from 'vitest';
import { html, verbatim } from './markup.js';

describe('html', () => {
  it('escapes texts in content and in attributes', () => {
    const hostile = `<script>alert("1 & '2'")</script>`;
    expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(
      '<p title="&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;">' +
        '&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;</p>',
    );
  });

  it('keeps markup that it made, joins lists, writes numbers in full, and leaves out what is undefined', () => {
    const items = ['a', 'b'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>${undefined}${12.3456}`.toString()).toBe(
      '<ul><li>a</li>\n<li>b</li></ul>12.3456',
    );
  });
});

describe('verbatim', () => {
  it('keeps what HTML does not unescape', () => {
    expect(html`<style>${verbatim('a > b { content: "&"; }')}</style>`.toString()).toBe(
      '<style>a > b { content: "&"; }</style>',
    );
  });

  it.each([
    '</script>',
    '</STYLE >',
    '<!-- x',
  ])('refuses %s, which would end or change its element', (text) => {
    expect(() => verbatim(`x ${text}`)).toThrow('would end its own element');
  });
});
