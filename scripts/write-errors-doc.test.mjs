import { describe, expect, it } from 'vitest';
import { layWorkspace } from './fixture-workspace.mjs';
import { renderErrorsDoc } from './write-errors-doc.mjs';

const exitCodes = `export const exitCodes = {
  /** It worked. */
  done: 0,
  /** Wrong usage. */
  usage: 2,
} as const;
`;

/** @param {string} kind */
const catalogue = (kind) =>
  `/** The file is gone, or \`a | b\`. */\nexport function gone() {\n  return make({ code: 'GONE', kind: '${kind}' });\n}\n`;

/** @param {string} errors */
const layWithErrors = (errors) =>
  layWorkspace({
    'packages/contracts/src/exit-codes.ts': exitCodes,
    'packages/data/package.json': { name: '@waymark/data' },
    'packages/data/src/errors.ts': errors,
  });

describe('renderErrorsDoc', () => {
  it('lists the exit codes, and the codes of each package with their exit code', () => {
    const { text, codes, problems } = renderErrorsDoc(layWithErrors(catalogue('usage')));
    expect({ codes, problems }).toEqual({ codes: 1, problems: [] });
    expect(text.slice(text.indexOf('## Exit codes'))).toBe(`## Exit codes

| exit | kind | meaning |
| --- | --- | --- |
| 0 | done | It worked. |
| 2 | usage | Wrong usage. |

## @waymark/data

| code | exit | meaning |
| --- | --- | --- |
| \`GONE\` | 2 | The file is gone, or \`a \\| b\`. |
`);
  });

  it('finds a kind that has no exit code', () => {
    expect(renderErrorsDoc(layWithErrors(catalogue('oops'))).problems).toEqual([
      "GONE has the kind 'oops', which packages/contracts/src/exit-codes.ts does not list",
    ]);
  });
});
