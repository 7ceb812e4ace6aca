/** Which version of a model takes traffic, and which was refused: what pages, protocols and probes tell. */

export interface RefusedVersion {
  readonly version: number;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface ModelStatus {
  readonly model: string;
  /** Undefined while no version takes traffic. */
  readonly serving:
    | { readonly version: number; readonly manifestSha256: string; readonly bundleFolder: string }
    | undefined;
  /** The champion that was refused, while the alias points to it. */
  readonly refused: RefusedVersion | undefined;
  /** Of a bare model that is serving, where it is short enough to paste: a request that it takes. */
  readonly exampleRequest?: unknown;
}
