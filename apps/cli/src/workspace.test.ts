import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadProject } from './workspace.js';

/** A workspace with the app `yours`, whose built project is this module. */
async function workspaceWith(built: string | undefined): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'waymark-workspace-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const app = join(root, 'apps/yours');
  await mkdir(join(app, 'src'), { recursive: true });
  await writeFile(join(app, 'src/project.ts'), '');
  if (built === undefined) return root;
  await mkdir(join(app, 'dist'));
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  await writeFile(join(app, 'dist/project.js'), built);
  return root;
}

describe('loadProject', () => {
  it('imports the project of that name', async () => {
    const root = await workspaceWith("export default { name: 'yours' };");
    const { project, folder } = await loadProject('yours', root);
    expect(project.name).toBe('yours');
    expect(folder).toBe(join(root, 'apps/yours'));
  });

  it('throws PROJECT_UNKNOWN with the projects there are', async () => {
    const loading = loadProject('mine', await workspaceWith(undefined));
    await expect(loading).rejects.toMatchObject({ code: 'PROJECT_UNKNOWN', kind: 'usage' });
    await expect(loading).rejects.toThrow("must be one of: yours; got 'mine'");
  });

  it('throws PROJECT_NOT_BUILT before the first build', async () => {
    const loading = loadProject('yours', await workspaceWith(undefined));
    await expect(loading).rejects.toMatchObject({ code: 'PROJECT_NOT_BUILT', kind: 'environment' });
  });

  it('throws PROJECT_MISNAMED for a copy that kept its name, whose model would be taken for the other', async () => {
    const loading = loadProject('yours', await workspaceWith("export default { name: 'churn' };"));
    await expect(loading).rejects.toMatchObject({ code: 'PROJECT_MISNAMED', kind: 'usage' });
    await expect(loading).rejects.toThrow("must be named 'yours', as its folder is; got 'churn'");
  });
});
