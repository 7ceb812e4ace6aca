/** What is required, and whether it was met. */

/**
 * @typedef {object} Bar
 * @property {string} what
 * @property {number} value
 * @property {number} [atLeast]
 * @property {number} [atMost]
 * @property {string} unit `×`, `ms`, `%`, `MB`.
 */

/**
 * Our answers a second as multiples of others'. Who did not take part has none.
 * @param {readonly import('./compare.js').Standing[]} standings Ours first.
 * @param {readonly { over: string, atLeast?: number }[]} wanted
 * @returns {readonly Bar[]}
 */
export function speedBars([ours, ...others], wanted) {
  return wanted.flatMap(({ over, atLeast }) => {
    const other = others.find(({ name }) => name === over);
    if (other === undefined) return [];
    return [{ what: `${ours.name} / ${over}`, value: ours.perSecond / other.perSecond, atLeast, unit: '×' }];
  });
}

/** NaN meets nothing. @param {Bar} bar */
export function isMet({ value, atLeast = -Infinity, atMost = Infinity }) {
  return value >= atLeast && value <= atMost;
}
