import { describe, expect, it } from 'vitest';
import { checkLayers } from './check-layers.mjs';
import { layWorkspace } from './fixture-workspace.mjs';

const table = {
  packages: {
    contracts: [],
    data: ['contracts'],
    onnx: ['contracts'],
    pipeline: ['contracts', 'data', 'onnx'],
  },
  apps: { server: { packages: ['contracts'] }, loop: { apps: ['churn'] } },
  workers: ['packages/data/src/worker.ts'],
};

/**
 * The problems of a workspace that has none but for the changes laid over it.
 *
 * @param {Readonly<Record<string, string | object>>} [changes]
 */
function problemsOf(changes = {}) {
  const root = layWorkspace({
    'package.json': { name: 'root', devDependencies: { vitest: '4' } },
    'packages/contracts/package.json': manifest('contracts', []),
    'packages/contracts/src/index.ts': 'export const one = 1;\n',
    'packages/data/package.json': manifest('data', ['@waymark/contracts']),
    'packages/data/src/index.ts': "export { one } from '@waymark/contracts';\n",
    'packages/onnx/package.json': manifest('onnx', []),
    'packages/onnx/src/index.ts': 'export {};\n',
    'packages/pipeline/package.json': manifest('pipeline', ['@waymark/data']),
    'packages/pipeline/src/index.ts': "import '@waymark/data';\n",
    'apps/churn/package.json': manifest('churn', ['@waymark/pipeline'], ['@waymark/cli']),
    'apps/churn/src/project.ts': "import '@waymark/pipeline';\nconsole.log(process.env.PORT);\n",
    'apps/cli/package.json': manifest('cli', []),
    ...changes,
  });
  return checkLayers(root, table).problems;
}

/** @param {string} id @param {readonly string[]} dependencies @param {readonly string[]} [devDependencies] */
function manifest(id, dependencies, devDependencies = []) {
  /** @param {readonly string[]} names */
  const any = (names) => Object.fromEntries(names.map((name) => [name, '*']));
  return {
    name: `@waymark/${id}`,
    exports: { '.': {} },
    dependencies: any(dependencies),
    devDependencies: any(devDependencies),
  };
}

describe('checkLayers', () => {
  it('accepts imports that go down, and what apps alone may do', () => {
    expect(problemsOf()).toEqual([]);
  });

  it('finds an upward import and its declaration', () => {
    expect(
      problemsOf({
        'packages/data/package.json': manifest('data', ['@waymark/pipeline']),
        'packages/data/src/index.ts': "// line 1\nimport { steps } from '@waymark/pipeline';\n",
      }),
    ).toEqual([
      "packages/data/package.json: declares @waymark/pipeline; 'data' may import: contracts",
      "packages/data/src/index.ts:2 imports @waymark/pipeline: 'data' may import: contracts",
    ]);
  });

  it('finds a sideways import', () => {
    expect(problemsOf({ 'packages/onnx/src/a.ts': "export * from '@waymark/data';\n" })).toEqual([
      "packages/onnx/src/a.ts:1 imports @waymark/data: 'onnx' may import: contracts",
    ]);
  });

  it('finds a deep import', () => {
    expect(
      problemsOf({ 'packages/data/src/a.ts': "import type { A } from '@waymark/contracts/dist/a.js';\n" }),
    ).toEqual([
      "packages/data/src/a.ts:1 imports @waymark/contracts/dist/a.js: a package exports only '.'; import @waymark/contracts",
    ]);
  });

  it('finds a relative import that leaves its package', () => {
    expect(problemsOf({ 'packages/data/src/deep/a.ts': "import '../../../onnx/src/index.js';\n" })).toEqual([
      "packages/data/src/deep/a.ts:1 imports ../../../onnx/src/index.js: a relative import stays in its package; use the package's name",
    ]);
  });

  it('finds a package that exports more than its root', () => {
    const open = { ...manifest('onnx', []), exports: { '.': {}, './graph': {} } };
    expect(problemsOf({ 'packages/onnx/package.json': open })).toEqual([
      "packages/onnx/package.json: a package exports only '.'; it also exports ./graph",
    ]);
  });

  it('finds an import that package.json does not declare, of the workspace and from outside', () => {
    expect(
      problemsOf({ 'packages/onnx/src/a.ts': "import 'fastify';\nimport '@waymark/contracts';\n" }),
    ).toEqual([
      'packages/onnx/src/a.ts:1 imports fastify: packages/onnx/package.json does not declare fastify',
      'packages/onnx/src/a.ts:2 imports @waymark/contracts: packages/onnx/package.json does not declare @waymark/contracts',
    ]);
  });

  it('finds a declared package that no source imports, though a test does', () => {
    expect(
      problemsOf({
        'packages/onnx/package.json': manifest('onnx', ['@waymark/contracts']),
        'packages/onnx/src/a.test.ts': "import '@waymark/contracts';\n",
      }),
    ).toEqual([
      'packages/onnx/package.json: declares @waymark/contracts, and no source imports it; remove it',
    ]);
  });

  it('finds a declared package that is not in the workspace', () => {
    expect(problemsOf({ 'packages/onnx/package.json': manifest('onnx', ['@waymark/gone']) })).toEqual([
      'packages/onnx/package.json: declares @waymark/gone, which is not in this workspace',
    ]);
  });

  it('finds a package that the table does not list', () => {
    expect(problemsOf({ 'packages/extra/package.json': manifest('extra', []) })).toEqual([
      "packages/extra/package.json: 'extra' has no line in scripts/layer-table.mjs; add one",
    ]);
  });

  it('lets a test use devDependencies, neighbours and the tools of the root', () => {
    expect(
      problemsOf({
        'packages/onnx/package.json': manifest('onnx', [], ['@waymark/data']),
        'packages/onnx/src/a.test.ts': "import 'vitest';\nimport '@waymark/data';\n",
        'packages/onnx/src/testing/folder.ts': "import 'vitest';\nprocess.send?.(process.argv);\n",
      }),
    ).toEqual([]);
  });

  it('finds a test that uses a package standing on its own', () => {
    expect(
      problemsOf({
        'packages/onnx/package.json': manifest('onnx', [], ['@waymark/pipeline']),
        'packages/onnx/src/a.test.ts': "import '@waymark/pipeline';\n",
      }),
    ).toHaveLength(2);
  });

  it('finds a tool of the root in code that is no test', () => {
    expect(problemsOf({ 'packages/onnx/src/a.ts': "import 'vitest';\n" })).toEqual([
      'packages/onnx/src/a.ts:1 imports vitest: packages/onnx/package.json does not declare vitest',
    ]);
  });

  it('keeps an app to the packages and the apps that the table names', () => {
    expect(
      problemsOf({
        'apps/server/package.json': manifest('server', ['@waymark/onnx']),
        'apps/server/src/main.ts': "import '@waymark/onnx';\n",
        'apps/loop/package.json': manifest('loop', ['@waymark/churn', '@waymark/cli']),
        'apps/loop/src/main.ts': "import '@waymark/churn';\nimport '@waymark/cli';\n",
      }),
    ).toEqual([
      "apps/loop/package.json: declares @waymark/cli; 'loop' may import: any package, churn",
      "apps/loop/src/main.ts:2 imports @waymark/cli: 'loop' may import: any package, churn",
      "apps/server/package.json: declares @waymark/onnx; 'server' may import: contracts",
      "apps/server/src/main.ts:1 imports @waymark/onnx: 'server' may import: contracts",
    ]);
  });

  it('finds a package that touches the process or the console', () => {
    const source =
      'export const a = process.env.A;\nif (a) process.exit(1);\nconsole.log(a); process.on("exit", f);\n';
    expect(problemsOf({ 'packages/onnx/src/a.ts': source, 'packages/onnx/src/a.test.ts': source })).toEqual([
      'packages/onnx/src/a.ts:1 uses process.env: a package takes options; only apps touch the process',
      'packages/onnx/src/a.ts:2 uses process.exit: a package takes options; only apps touch the process',
      'packages/onnx/src/a.ts:3 uses console.log: a package takes options; only apps touch the process',
      'packages/onnx/src/a.ts:3 uses process.on: a package takes options; only apps touch the process',
    ]);
  });

  it('lets a worker talk to its parent, and no more', () => {
    const source = 'process.on("message", (m) => process.send?.(m));\nprocess.exit(0);\n';
    expect(problemsOf({ 'packages/data/src/worker.ts': source })).toEqual([
      'packages/data/src/worker.ts:2 uses process.exit: a package takes options; only apps touch the process',
    ]);
  });

  it('finds files of a package that import each other, if only for a type', () => {
    expect(
      problemsOf({
        'packages/onnx/src/index.ts': "export { a } from './graph/a.js';\n",
        'packages/onnx/src/graph/a.ts': "import { b } from '../b.js';\nexport const a = b;\n",
        'packages/onnx/src/b.ts': "import type { A } from './graph/a.js';\nexport const b = 1;\n",
      }),
    ).toEqual([
      'packages/onnx/src/b.ts -> packages/onnx/src/graph/a.ts -> packages/onnx/src/b.ts: imports in a circle; what they share goes into a file below them',
    ]);
  });

  it('fails when it has read no import at all', () => {
    const root = layWorkspace({ 'package.json': { name: 'root' } });
    expect(checkLayers(root, table)).toEqual({
      summary: 'read 0 packages and apps, 0 sources, 0 imports between them',
      problems: ['no import of one package by another was read: the check proves nothing'],
    });
  });
});
