/** Requests as a client sends them, with the parsed answer. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export function get(server: { readonly address: string }, path: string, method = 'GET'): Promise<Answer> {
  return answerOf(fetch(`${server.address}${path}`, { method }));
}

/** Sends JSON; a text is sent as it is. */
export function post(server: { readonly address: string }, path: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json' };
  return answerOf(fetch(`${server.address}${path}`, { method: 'POST', headers, body: text }));
}

export function postCsv(server: { readonly address: string }, path: string, body: string): Promise<Answer> {
  const headers = { 'content-type': 'text/csv' };
  return answerOf(fetch(`${server.address}${path}`, { method: 'POST', headers, body }));
}

async function answerOf(sent: Promise<Response>): Promise<Answer> {
  const response = await sent;
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}
