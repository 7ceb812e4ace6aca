/** What a source uses of the process that it runs in: kept to apps, for a package takes options, returns values, and throws. */

const appsOnly = /\b(?:process\.(?:env|exit|exitCode|abort|argv|chdir|stdin|stdout|stderr)|console\.\w+)\b/g;
const workersOnly = /\bprocess\.(?:on|once|send|disconnect)\b/g;

/**
 * @typedef {object} ProcessUse
 * @property {string} name E.g. `process.env`.
 * @property {number} line From 1.
 */

/**
 * @param {string} code Without comments.
 * @param {{ readonly isWorker: boolean }} options The entry file of a child process may talk to its parent.
 * @returns {ProcessUse[]}
 */
export function processUses(code, { isWorker }) {
  return code.split('\n').flatMap((text, index) => {
    const uses = [...text.matchAll(appsOnly), ...(isWorker ? [] : text.matchAll(workersOnly))];
    return uses.map(([name]) => ({ name, line: index + 1 }));
  });
}
