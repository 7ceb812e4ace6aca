/** A route as people write it: Fastify doubles the colon of `:predict`, and a parameter may carry an expression. */
export function routePattern(url: string): string {
  return url.replace(/\(.*?\)/, '').replace('::', ':');
}
