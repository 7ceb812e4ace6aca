/**
 * Variables whose names are nearly those of the server. They would be ignored, and a lock whose name is misspelt is no
 * lock: the server refuses to start. Names that are far from all of its own are left to other programs.
 */

const prefix = 'WAYMARK_';
/** One letter left out, doubled or wrong, or two that changed places. */
const mostEdits = 2;
/** What Kubernetes sets in every container for a service that is called `waymark` or `waymark-…`. */
const addressOfService = /^(tcp|udp|sctp):\/\//;

/** What is wrong, one line a variable; `known` are the names that the server reads. */
export function misspelledVariables(
  environment: NodeJS.ProcessEnv,
  known: readonly string[],
): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (!name.startsWith(prefix) || known.includes(name) || addressOfService.test(value)) return [];
    const meant = meantBy(name, known);
    return meant === undefined ? [] : [`${name}: the server reads no such variable; ${meant} is one`];
  });
}

/** The name without a prefix that has none, such as PORT; else the nearest one; else one that goes on where it ends. */
function meantBy(name: string, known: readonly string[]): string | undefined {
  const bare = name.slice(prefix.length);
  if (known.includes(bare)) return bare;
  const nearest = known
    .map((each) => ({ each, edits: editDistance(name, each) }))
    .sort((a, b) => a.edits - b.edits)[0];
  if (nearest !== undefined && nearest.edits <= mostEdits) return nearest.each;
  return known.find((each) => each.startsWith(`${name}_`));
}

/** Levenshtein's distance: how many letters must be put in, taken out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1];
    for (const [at, other] of [...b].entries()) {
      const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
