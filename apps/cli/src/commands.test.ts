import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commands } from './commands.js';
import { renderHelp } from './help.js';
import { workspaceRoot } from './workspace.js';

describe('commands', () => {
  it('loads a command of its own for each name', async () => {
    const loaded = await Promise.all(Object.values(commands).map((entry) => entry.load()));
    expect(new Set(loaded).size).toBe(18);
  });

  it('has a line of at most 80 columns in the overview for each', () => {
    const lines = renderHelp(commands).split('\n');
    for (const [name, { usage, summary }] of Object.entries(commands)) {
      const line = lines.find((each) => each.startsWith(`  ${name} ${usage} `));
      expect(line).toMatch(new RegExp(`${summary}$`));
      expect(line?.length).toBeLessThanOrEqual(80);
    }
  });

  it('loads no large library before a command needs it', async () => {
    const loaded = await librariesOf([
      './dist/commands/promote.js',
      './dist/commands/status.js',
      '../churn/dist/project.js',
      '@waymark/serving',
    ]);
    expect(loaded).not.toMatch(/@duckdb|@tensorflow|onnxruntime|follow-redirects|fastify/);
    // The way to look is right: it finds one that is loaded.
    expect(await librariesOf(['fastify'])).toMatch(/fastify/);
  });
});

/** The CommonJS files that a process has loaded after it imported the modules. Axios is none, but its follow-redirects is. */
async function librariesOf(modules: readonly string[]): Promise<string> {
  const script = `
    import { createRequire } from 'node:module';
    for (const name of ${JSON.stringify(modules)}) await import(name);
    console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'));`;
  const cwd = join(workspaceRoot, 'apps/cli');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
  });
  return stdout;
}
