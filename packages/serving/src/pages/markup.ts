/**
 * Safe HTML by construction: the `html` template escapes each text that it is given, unless that is markup which the
 * template made itself. Nothing else in this folder makes markup.
 */

/** Text that is HTML already. The class stays in this file, so that only `html` and `verbatim` make it. */
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

/** Fills a template: texts are escaped, lists of markup are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + rendered(values[i - 1]) + part));
}

/** The content of a `style` or `script` element, which HTML does not unescape; of this server's own files only. */
export function verbatim(text: string): Markup {
  if (/<\/(?:style|script)|<!--/i.test(text)) throw new TypeError('the text would end its own element');
  return new Markup(text);
}

function rendered(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.toString();
  return typeof value === 'object' ? value.join('\n') : escapeText(String(value));
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
