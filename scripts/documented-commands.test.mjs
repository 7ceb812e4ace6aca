import { describe, expect, it } from 'vitest';
import { checkCommands, commandsOf } from './documented-commands.mjs';

const known = { scripts: ['check', 'loop'], tasks: ['build', 'train', 'serve'], commands: ['run', 'models'] };

/** @param {readonly string[]} lines */
const shell = (...lines) => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`;

describe('commandsOf', () => {
  it('takes the workspace’s commands out of sh blocks, without comments, prompts and variables', () => {
    const markdown = `${shell('$ npm ci # once', 'cd waymark && PORT=1 npx turbo run train \\', '  serve', 'curl x | jq .')}
\`\`\`ts
npm run other
\`\`\`
`;
    expect(commandsOf(markdown)).toEqual(['npm ci', 'npx turbo run train serve']);
  });
});

describe('checkCommands', () => {
  it('accepts commands that exist', () => {
    const markdown = shell(
      ...[
        'npm ci',
        'npm test',
        'npm run check',
        'npx turbo run train serve --force',
        'npx waymark run churn',
      ],
      ...['npx waymark --help', 'npx turbo ls'],
    );
    expect(checkCommands('README.md', markdown, known)).toEqual({ commands: 7, problems: [] });
  });

  it('finds a script, a task, a command and a program that do not exist', () => {
    const markdown = shell(
      'npm run lint',
      'npm tset',
      'turbo run train sevre',
      'npx waymark fly',
      'npx cowsay hi',
    );
    expect(checkCommands('README.md', markdown, known).problems).toEqual([
      "README.md: `npm run lint`: package.json has no script 'lint'",
      "README.md: `npm tset`: npm has no command 'tset' here",
      "README.md: `turbo run train sevre`: turbo.json has no task 'sevre'",
      "README.md: `npx waymark fly`: waymark has no command 'fly'",
      "README.md: `npx cowsay hi`: 'cowsay' is not one of npm, turbo and waymark",
    ]);
  });
});
