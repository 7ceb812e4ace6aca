/**
 * The hosts that requests may name. A page can have the name of its own site point to this machine (DNS rebinding): for
 * the browser it then is of the same origin as the server, and may read answers. The header Host (RFC 9110, 7.2) tells, for
 * no page can set it. Addresses are whose they are, and `localhost` and what ends in it is this machine (RFC 6761, 6.3).
 */

import { isIP } from 'node:net';

/** Takes every host. */
export const anyHost = '*';

/** One of DNS, without scheme and port; what begins with a dot stands for itself and all names below it. */
const hostName = /^\.?[a-z\d_-]+(\.[a-z\d_-]+)*$/i;

/** Whether the text can be among the hosts that are allowed. */
export function isHostPattern(text: string): boolean {
  return text === anyHost || hostName.test(text);
}

export class AllowedHosts {
  readonly #names: readonly string[];
  /** Clients ask for the same host again and again: the header that was allowed last needs no second look. */
  #lastAllowed: string | undefined;

  /** @param names beside addresses and `localhost`. */
  constructor(names: readonly string[]) {
    this.#names = names.map((name) => name.toLowerCase());
  }

  /** Whether the header names a host that is allowed, or none, as HTTP/1.0 may. */
  allows(header: string | undefined): boolean {
    if (header === this.#lastAllowed || header === undefined) return true;
    const name = nameIn(header);
    if (name === undefined || !this.#isAllowed(name)) return false;
    this.#lastAllowed = header;
    return true;
  }

  #isAllowed(name: string): boolean {
    if (name === '' || name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0) return true;
    return this.#names.some((allowed) =>
      allowed.startsWith('.') ? `.${name}`.endsWith(allowed) : name === allowed,
    );
  }
}

/** Without port, brackets and the dot of the root, in lower case; undefined where it has no such form. */
function nameIn(header: string): string | undefined {
  const { bracketed, plain } =
    /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:]*))(?::\d*)?$/.exec(header)?.groups ?? {};
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed : undefined;
  return plain?.toLowerCase().replace(/\.$/, '');
}
