/** A request with headers of its own, and what is looked at in its answer. */

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  /** The error's text; undefined where it is none. */
  readonly error: string | undefined;
}

export async function ask(
  { address }: { readonly address: string },
  path: string,
  { method, headers, body }: Asked = {},
): Promise<Told> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${address}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const error = response.ok || text === '' ? undefined : String(JSON.parse(text).error);
  return { status: response.status, headers: response.headers, error };
}
