/**
 * The charts of a bundle's `evaluation.html` as images of their own, for pages that preview images. The report draws
 * each as an SVG inside of a figure, titled `<name>-title`, and styles all of them in one `<style>`.
 */

const style = /<style>(.*?)<\/style>/s;
const figure = /<figure>.*?<svg ([^>]*)>(.*?)<\/svg>\s*<\/figure>/gs;
const viewBox = /viewBox="0 0 (\d+) (\d+)"/;
const titleId = /<title id="([a-z0-9-]+)-title">/;

export interface Plot {
  /** e.g. `roc.svg`. */
  readonly file: string;
  /** An SVG document. */
  readonly text: string;
}

/** None when the report has no titled charts. */
export function reportPlots(html: string): readonly Plot[] {
  const rules = style.exec(html)?.[1] ?? '';
  return [...html.matchAll(figure)].flatMap(([, attributes = '', content = '']) => {
    const name = titleId.exec(content)?.[1];
    // Without a size, viewers of images show none.
    const [, width = '400', height = '300'] = viewBox.exec(attributes) ?? [];
    const size = `width="${width}" height="${height}"`;
    const open = `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="background: var(--page)" ${attributes}>`;
    return name === undefined
      ? []
      : [{ file: `${name}.svg`, text: `${open}<style><![CDATA[${rules}]]></style>${content}</svg>\n` }];
  });
}
