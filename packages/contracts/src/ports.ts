/** The ports: what the kit asks of a tracker, a model registry and a sink for predictions, whoever implements them. */

import type { LogRecord } from './prediction-record.js';
import type { RunEvent, RunStart, RunStatus } from './run-event.js';
import type { RunRecord } from './run-record.js';

export const aliases = ['champion', 'challenger', 'previous'] as const;
export type Alias = (typeof aliases)[number];

export interface ModelVersion {
  readonly model: string;
  /** 1, 2, 3 … in the order of registration. */
  readonly version: number;
  readonly manifestSha256: string;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  readonly gitSha: string | null;
  readonly dirty: boolean | null;
  /** Set by a rollback: this version never becomes champion again. */
  readonly quarantine: { readonly reason: string; readonly at: string } | null;
}

export interface RegisteredModel {
  readonly model: string;
  readonly versions: readonly ModelVersion[];
  readonly aliases: Readonly<Partial<Record<Alias, number>>>;
  /** Newest last: who became what, when, and why. */
  readonly history: readonly AliasChange[];
}

export interface AliasChange {
  readonly at: string;
  readonly reason: string;
  /** Where each alias that moved points now; null when it was removed. */
  readonly aliases: Readonly<Partial<Record<Alias, number | null>>>;
}

export interface AliasMove {
  /** Each alias that moves; null removes it. All of them move in one atomic write. */
  readonly aliases: Readonly<Partial<Record<Alias, number | null>>>;
  readonly reason: string;
  /** Versions to quarantine in the same write. */
  readonly quarantine?: readonly number[];
  /** Refuse the move unless the champion is this version (null: none). Left out, it is not checked. */
  readonly expectedChampion?: number | null;
}

/** Versions of models, their bundles, and the aliases that say which one serves. */
export interface ModelRegistry {
  /** Adds the bundle in `bundleFolder` as a new version; the same bundle again gives the version that it has. */
  register(
    bundleFolder: string,
    source: { readonly gitSha: string | null; readonly dirty: boolean | null },
  ): Promise<ModelVersion>;
  models(): Promise<readonly RegisteredModel[]>;
  /** Undefined when nothing was registered under the name. */
  model(name: string): Promise<RegisteredModel | undefined>;
  moveAliases(name: string, move: AliasMove): Promise<RegisteredModel>;
  /** A local folder with the version's bundle. The reader verifies it. */
  bundleFolder(name: string, version: number): Promise<string>;
}

/** Where runs are recorded. Publishing the same run again changes nothing. */
export interface Tracker {
  publish(run: RunRecord): Promise<void>;
  /** Begins a run that is told of while it goes on, or goes on with the same one when its process was killed. */
  start(run: RunStart): Promise<LiveRun>;
}

/** A run that is going on. What `logMetrics` was told is kept when it returns: it survives kill -9. */
export interface LiveRun {
  /** What an earlier process had logged, when this run goes on; else undefined. */
  readonly earlier: EarlierRun | undefined;
  /** Never throws and never waits for a server. Of a metric, steps that an earlier process logged are left out. */
  logMetrics(values: Readonly<Record<string, number>>, step: number): void;
  /** A run inside of this one, e.g. a fold. By its name it goes on where an earlier process left it. */
  child(name: string, parameters?: RunStart['parameters']): LiveRun;
  /** Ends the run, and what is open inside of it. Of a root run, rejects with what the disk did not take. */
  end(status: RunStatus): Promise<void>;
}

export interface EarlierRun {
  /** Undefined when it was not ended. */
  readonly status: RunStatus | undefined;
  /** The last point of each metric. */
  readonly metrics: Readonly<Record<string, { readonly step: number; readonly value: number }>>;
}

/** The journals of live runs, for a tracker that repeats them elsewhere. */
export interface RunJournals {
  start(run: RunStart): Promise<LiveRun & { readonly journal: string }>;
  /** Names of the model's journals, oldest first. */
  list(model: string): Promise<readonly string[]>;
  /** What was written from the byte `offset` on, up to about a megabyte of it, and where to read next. */
  read(
    journal: string,
    offset: number,
  ): Promise<{ readonly events: readonly RunEvent[]; readonly offset: number }>;
}

/** Where the server puts predictions and feedback. `write` never waits on the disk; `flush` does. */
export interface PredictionSink {
  write(records: readonly LogRecord[]): void;
  /** Resolves once everything written so far is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
