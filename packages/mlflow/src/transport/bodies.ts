/** Bodies that are files, not JSON: what sends one, what reads one, and how a reading goes on after a cut. */

import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';

export interface SignedBody {
  /** Gives the body anew for each attempt. */
  readonly open: () => Readable;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Reader<T> {
  /** Called anew for each attempt. */
  readonly read: (body: Readable, facts: BodyFacts) => Promise<T>;
  /** Where the next attempt may go on. */
  readonly resumePoint?: () => ResumePoint | undefined;
}

export interface ResumePoint {
  readonly offset: number;
  /** If the server has another file by now, it sends that from its start. */
  readonly etag: string;
}

export interface BodyFacts {
  /** What the server announced for this body. */
  readonly bytes: number | undefined;
  /** Where in the file it begins. */
  readonly start: number;
  /** Undefined when the server has none that means the same bytes. */
  readonly etag: string | undefined;
}

/** From the answer's status and headers (RFC 9110 §14.4). */
export function bodyFacts({ status, headers }: AxiosResponse): BodyFacts {
  const length = Number(headers['content-length'] ?? Number.NaN);
  const start = status === 206 ? /^bytes (\d+)-/.exec(String(headers['content-range']))?.[1] : '0';
  const etag: unknown = headers.etag;
  return {
    bytes: Number.isInteger(length) ? length : undefined,
    start: Number(start ?? Number.NaN),
    etag: typeof etag === 'string' && etag.startsWith('"') ? etag : undefined,
  };
}

/** Files that are HTML come as attachments, so that no browser opens them; login pages do not. */
export function isFile({ headers }: AxiosResponse): boolean {
  const isPage = /^text\/html\b/i.test(String(headers['content-type']));
  return !isPage || /^attachment\b/i.test(String(headers['content-disposition']));
}

/** A signed URL's query is a password. */
export function secretsIn(url: URL): readonly string[] {
  return [...url.searchParams.values()].filter(({ length }) => length > 8);
}
