/** What protects a server, all of it off unless it is named. Files are followed: what changes in them counts at once. */

export interface SecurityOptions {
  /** JSON, as `api-key-file.ts` says. With it, or with `jwt`, every path but health asks for a key or a token. */
  readonly apiKeysFile?: string;
  readonly jwt?: JwtOptions;
  readonly tls?: TlsFiles;
  readonly rateLimit?: RateLimit;
  /**
   * The names of hosts that requests may come for, beside addresses and `localhost`: `models.example.org`, `.example.org`
   * with all names below it, or `*`. Default: any, and none where the server listens on loopback and asks for no key.
   */
  readonly allowedHosts?: readonly string[];
  /** How often files are looked at. Default 1 s. */
  readonly filePollIntervalMs?: number;
}

/** Tokens of this issuer for this audience only. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's public keys (RFC 7517): its address, https beyond this machine, or a file. */
  readonly keySet: { readonly url: string } | { readonly file: string };
}

/** PEM; the certificate with its chain, the private key without a passphrase. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** For each key, subject of a token, or address without either. */
export interface RateLimit {
  readonly maxRequests: number;
  readonly windowMs: number;
}
