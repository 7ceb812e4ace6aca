/** Names and lists for tests on a real server. */

/** Servers keep the names of what was deleted, so each test has its own. */
export function unique(name: string): string {
  return `${name}-${crypto.randomUUID()}`;
}

/** Everything that the server lists. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
