/**
 * Finds the commands in the `sh` blocks of a Markdown text that do not exist: scripts of package.json, tasks of
 * turbo.json, and commands of `waymark`. It knows the first words of a command, not its options.
 */

/**
 * @typedef {object} KnownCommands
 * @property {readonly string[]} scripts Of the root's package.json.
 * @property {readonly string[]} tasks Of turbo.json.
 * @property {readonly string[]} commands Of `waymark`.
 */

/** Commands of npm itself. */
const npmCommands = ['ci', 'install', 'test', 'start', 'ls', 'exec', 'outdated'];

/**
 * @param {string} path For the messages.
 * @param {string} markdown
 * @param {KnownCommands} known
 * @returns {{ commands: number, problems: string[] }}
 */
export function checkCommands(path, markdown, known) {
  const commands = commandsOf(markdown);
  const problems = commands.flatMap((command) => {
    const problem = commandProblem(command, known);
    return problem === undefined ? [] : [`${path}: \`${command}\`: ${problem}`];
  });
  return { commands: commands.length, problems };
}

/** The commands that belong to this workspace, one for each line or part of a pipe. @param {string} markdown */
export function commandsOf(markdown) {
  const blocks = [...markdown.matchAll(/^```(?:sh|bash|shell|console)\s*\n([\s\S]*?)^```/gm)].map(
    ([, body = '']) => body,
  );
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const parts = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|\|\||[|;&]/));
  return parts
    .map((part) =>
      part
        .trim()
        .replace(/^\$\s+/, '')
        .replace(/^(?:[A-Z_]+=\S*\s+)+/, '')
        .replace(/\s+/g, ' '),
    )
    .filter((part) => /^(?:npm|npx|waymark|turbo)\s/.test(part));
}

/** @param {string} command @param {KnownCommands} known @returns {string | undefined} */
function commandProblem(command, { scripts, tasks, commands }) {
  const [program = '', ...words] = command.replace(/^npx\s+(?:--no(?:-install)?\s+)?/, '').split(' ');
  const [first = '', ...rest] = words;
  if (program === 'npm') {
    if (first !== 'run')
      return npmCommands.includes(first) ? undefined : `npm has no command '${first}' here`;
    const [script = ''] = rest;
    return scripts.includes(script) ? undefined : `package.json has no script '${script}'`;
  }
  if (program === 'turbo') return turboProblem(words, tasks);
  if (program !== 'waymark') return `'${program}' is not one of npm, turbo and waymark`;
  if (first.startsWith('-')) return undefined;
  return commands.includes(first) ? undefined : `waymark has no command '${first}'`;
}

/** @param {readonly string[]} words @param {readonly string[]} tasks */
function turboProblem([first, ...rest], tasks) {
  if (first !== 'run') return undefined;
  const firstOption = rest.findIndex((word) => word.startsWith('-'));
  const named = firstOption === -1 ? rest : rest.slice(0, firstOption);
  const missing = named.filter((task) => !tasks.includes(task));
  return missing.length === 0 ? undefined : `turbo.json has no task '${missing.join(', ')}'`;
}
