/**
 * Safe HTML by construction: the `html` template escapes each value that it is given, unless that value is markup
 * which the template made itself. Nothing else in this folder makes markup.
 */

/** Text that is HTML already. The class stays in this file, so that only `html` makes it. */
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
 * Fills a template: text is escaped, numbers (coordinates, mostly) are rounded to two decimals, lists of markup are
 * joined, undefined is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + escaped(values[i - 1]) + part));
}

function escaped(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return typeof value === 'string' ? escapeText(value) : value.join('\n');
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
