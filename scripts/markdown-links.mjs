/** Finds the relative links of a Markdown text whose file or heading does not exist. Web links are not followed. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * @param {string} root
 * @param {string} path Of the Markdown file, relative to the root.
 * @returns {{ links: number, problems: string[] }}
 */
export function checkLinks(root, path) {
  const text = withoutCode(readFileSync(join(root, path), 'utf8'));
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const referenced = [...text.matchAll(/^\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm)];
  const html = [...text.matchAll(/\b(?:href|src)="([^"]+)"/g)];
  const targets = [...inline, ...referenced, ...html].map((match) => match[1] ?? '');
  const relative = targets.filter((target) => !/^[a-z][a-z+.-]*:|^\/\//i.test(target));
  const problems = relative.flatMap((target) => {
    const problem = linkProblem(root, path, target);
    return problem === undefined ? [] : [`${path}: the link to ${target} ${problem}`];
  });
  return { links: relative.length, problems };
}

/** @param {string} root @param {string} path @param {string} target */
function linkProblem(root, path, target) {
  const [file = '', anchor] = decodeURIComponent(target).split('#');
  const linked = file === '' ? path : posix.join(posix.dirname(path), file);
  const absolute = join(root, linked);
  if (linked.startsWith('../')) return 'leaves the repository';
  if (!existsSync(absolute)) return `finds no ${linked}`;
  if (!anchor || !linked.endsWith('.md') || statSync(absolute).isDirectory()) return undefined;
  return headingAnchors(readFileSync(absolute, 'utf8')).has(anchor)
    ? undefined
    : `finds no heading '#${anchor}'`;
}

/**
 * As GitHub makes them: lower case, punctuation dropped, spaces to hyphens, repeats numbered.
 *
 * @param {string} markdown @returns {Set<string>}
 */
export function headingAnchors(markdown) {
  const anchors = new Set();
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let anchor = slug;
    for (let repeat = 1; anchors.has(anchor); repeat += 1) anchor = `${slug}-${repeat}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** @param {string} markdown */
function withoutFences(markdown) {
  return markdown.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '');
}

/** @param {string} markdown */
function withoutCode(markdown) {
  return withoutFences(markdown).replace(/`[^`\n]*`/g, '');
}
