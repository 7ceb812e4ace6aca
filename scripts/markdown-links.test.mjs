import { describe, expect, it } from 'vitest';
import { layWorkspace } from './fixture-workspace.mjs';
import { checkLinks, headingAnchors } from './markdown-links.mjs';

/** @param {string} markdown */
const check = (markdown) =>
  checkLinks(
    layWorkspace({ 'docs/a.md': markdown, 'docs/b.md': '# Tour\n\n## Step 1: `data`\n', LICENSE: '' }),
    'docs/a.md',
  );

describe('checkLinks', () => {
  it('accepts files, folders, headings, images and references that exist, and follows no web link', () => {
    const markdown = [
      '# Here',
      '[b](b.md) [heading](b.md#step-1-data) [self](#here) [up](../LICENSE "Licence") ![x](../docs)',
      '<img src="b.md"> [web](https://example.org/none) [mail](mailto:a@example.org)',
      '[named][ref]',
      '[ref]: b.md',
    ].join('\n');
    expect(check(markdown)).toEqual({ links: 7, problems: [] });
  });

  it('finds a missing file, a missing heading and a way out of the repository', () => {
    expect(check('[c](c.md) [d](b.md#none) [e](../../x.md)').problems).toEqual([
      'docs/a.md: the link to c.md finds no docs/c.md',
      "docs/a.md: the link to b.md#none finds no heading '#none'",
      'docs/a.md: the link to ../../x.md leaves the repository',
    ]);
  });

  it('reads no code', () => {
    expect(check('`[c](c.md)`\n\n```md\n[c](c.md)\n```\n')).toEqual({ links: 0, problems: [] });
  });
});

describe('headingAnchors', () => {
  it('makes them as GitHub does, and numbers repeats', () => {
    expect([...headingAnchors('# A & B\n## A & B\n## What is `x-y`?\n')]).toEqual([
      'a--b',
      'a--b-1',
      'what-is-x-y',
    ]);
  });
});
