/** The HTML document around the content of every page, with its style inline: it loads nothing from elsewhere. */

import { html, type Markup, verbatim } from '@waymark/html';

export interface PageContent {
  readonly title: string;
  readonly style: string;
  /** What else is in the head. It comes before the style, since a policy holds for what comes after it. */
  readonly head?: Markup;
  readonly header: Markup;
  readonly main: Markup;
  /** After both: the footer, and scripts. */
  readonly footer: Markup;
}

/** A whole document, as text. */
export function pageDocument({ title, style, head, header, main, footer }: PageContent): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
<title>${title} · Waymark</title>
<link rel="icon" href="data:,">
<style>${verbatim(style)}</style>
</head>
<body>
<header>
${header}
</header>
<main>
${main}
</main>
${footer}
</body>
</html>
`;
  return page.toString();
}
