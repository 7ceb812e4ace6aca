import { html } from '@waymark/html';
import { describe, expect, it } from 'vitest';
import { pageDocument } from './page-document.js';

const content = {
  title: 'a < b',
  style: 'p { margin: 0; }',
  header: html`<h1>one</h1>`,
  main: html`<p>two</p>`,
  footer: html`<footer>three</footer>`,
};

describe('pageDocument', () => {
  it('puts the content where it belongs, and escapes the title', () => {
    const page = pageDocument(content);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n/);
    expect(page).toContain('<title>a &lt; b · Waymark</title>');
    expect(page).toContain('<style>p { margin: 0; }</style>');
    expect(page).toContain('<header>\n<h1>one</h1>\n</header>\n<main>\n<p>two</p>\n</main>\n<footer>three');
  });

  it('has a policy before the style that it holds for', () => {
    const policy = '<meta http-equiv="content-security-policy" content="style-src &#39;none&#39;">';
    const head = html`<meta http-equiv="content-security-policy" content="${"style-src 'none'"}">`;
    const [before = ''] = pageDocument({ ...content, head }).split('<style>');
    expect(before).toContain(policy);
  });
});
