/** HTTP answers as they came, as far as they are whole: this server always tells their length. */

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

const headEnd = '\r\n\r\n';

export function readAnswers(bytes: Buffer, method: string): readonly Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(headEnd, at);
    if (end < 0) break;
    const { status, headers } = readHead(bytes.toString('latin1', at, end));
    const start = end + headEnd.length;
    const length = method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
    if (start + length > bytes.length) break;
    // `100 Continue` comes before the answer.
    if (status >= 200) answers.push({ status, headers, body: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return answers;
}

function readHead(text: string): Pick<Answer, 'status' | 'headers'> {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers) };
}
