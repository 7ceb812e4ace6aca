/**
 * Safe HTML by construction: the `html` template escapes each text that it is given, unless that is markup which the
 * template made itself. Whole documents, parsing, and anything that runs in a browser are left out.
 */

/** Text that is HTML already. The class stays in this file, so that only the templates and `verbatim` make it. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type { Markup };

export type MarkupValue = string | number | Markup | readonly Markup[] | undefined;

/**
 * Fills a template: texts are escaped, numbers written in full, lists of markup joined, undefined is nothing.
 * @example html`<p title="${'"'}">${1.5}</p>`.toString() // => '<p title="&quot;">1.5</p>'
 */
export const html = htmlWith({ number: String });

/** The same template with numbers written in another way. */
export function htmlWith({ number }: { readonly number: (value: number) => string }) {
  const rendered = (value: MarkupValue): string => {
    if (value === undefined) return '';
    if (value instanceof Markup) return value.toString();
    if (typeof value === 'object') return value.join('\n');
    return escapeText(typeof value === 'number' ? number(value) : value);
  };
  return (strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup =>
    new Markup(strings.reduce((text, part, i) => text + rendered(values[i - 1]) + part));
}

/**
 * The content of a `style` or `script` element, which HTML does not unescape; for text of one's own only.
 * @throws TypeError when the text would end its own element.
 */
export function verbatim(text: string): Markup {
  if (/<\/(?:style|script)|<!--/i.test(text)) throw new TypeError('the text would end its own element');
  return new Markup(text);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
