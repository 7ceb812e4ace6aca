import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDocs } from './check-docs.mjs';
import { layWorkspace } from './fixture-workspace.mjs';
import { renderErrorsDoc } from './write-errors-doc.mjs';

/** @param {Readonly<Record<string, string | object>>} files */
function layRepository(files) {
  const root = layWorkspace({
    'package.json': { name: 'root', scripts: { check: 'true' } },
    'turbo.json': { tasks: { train: {} } },
    'packages/contracts/src/exit-codes.ts': '  /** Wrong usage. */\n  usage: 2,\n',
    'packages/data/package.json': { name: '@waymark/data' },
    ...files,
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  return root;
}

const catalogue =
  "/** It is gone. */\nexport function gone() {\n  return make({ code: 'GONE', kind: 'usage' });\n}\n";
const layers = { text: '# Layers\n', layers: 2, transforms: 1, problems: [] };
const readme =
  '[errors](docs/errors.md#errors)\n\n```sh\nnpm run check\nnpx turbo run train\nnpx waymark run churn\n```\n';

describe('checkDocs', () => {
  it('accepts documents that say what the code says', () => {
    const root = layRepository({
      'packages/data/src/errors.ts': catalogue,
      'README.md': readme,
      'docs/errors.md': '',
      'docs/supported-layers.md': layers.text,
    });
    writeFileSync(join(root, 'docs/errors.md'), renderErrorsDoc(root).text);
    expect(checkDocs(root, ['run'], layers)).toEqual({
      summary: 'read 3 documents, 1 error codes, 2 layers, 1 transforms, 1 links, 3 commands',
      problems: [],
    });
  });

  it('finds lists that are not up to date, a dead link and a command that is gone', () => {
    const root = layRepository({ 'packages/data/src/errors.ts': catalogue, 'README.md': readme });
    expect(checkDocs(root, ['models'], layers).problems).toEqual([
      'README.md: the link to docs/errors.md#errors finds no docs/errors.md',
      "README.md: `npx waymark run churn`: waymark has no command 'run'",
      'docs/errors.md is not what the catalogues say; run `npm run docs`',
      'docs/supported-layers.md is not what the tables say; run `npm run docs`',
    ]);
  });

  it('fails when it has read nothing', () => {
    expect(checkDocs(layRepository({}), [], layers).problems).toEqual([
      'docs/errors.md is not what the catalogues say; run `npm run docs`',
      'docs/supported-layers.md is not what the tables say; run `npm run docs`',
      'no error code was read',
      'no document was read',
    ]);
  });
});
