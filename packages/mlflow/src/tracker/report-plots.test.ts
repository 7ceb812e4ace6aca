import { describe, expect, it } from 'vitest';
import { reportPlots } from './report-plots.js';

describe('reportPlots', () => {
  it('makes a document of each titled chart, with the report’s style', () => {
    const html = `<style>.curve { fill: none }</style><p><svg viewBox="0 0 9 9"><rect/></svg></p>
<figure><figcaption>ROC</figcaption>
<svg viewBox="0 0 400 340" role="img"><title id="roc-title">ROC</title><path class="curve"/></svg>
</figure><figure><svg viewBox="0 0 1 1"><desc>no title</desc></svg></figure>`;
    expect(reportPlots(html)).toEqual([
      {
        file: 'roc.svg',
        text: '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="340" style="background: var(--page)" viewBox="0 0 400 340" role="img"><style><![CDATA[.curve { fill: none }]]></style><title id="roc-title">ROC</title><path class="curve"/></svg>\n',
      },
    ]);
  });

  it('finds none in a page without charts', () => {
    expect(reportPlots('<p>nothing</p>')).toEqual([]);
  });
});
