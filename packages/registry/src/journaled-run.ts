/**
 * A live run that writes each event to its journal before the call returns, in one write(2): what was logged survives
 * kill -9, and costs microseconds. Power failures may take the last seconds: only the end waits for the disk.
 */

import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { EarlierRun, LiveRun, RunEvent, RunStart, RunStatus } from '@waymark/contracts';
import { guardStorage } from './durable-file.js';

interface JournalOptions {
  readonly journal: string;
  /** Open for appending. */
  readonly handle: FileHandle;
  readonly start: RunStart;
  readonly now: () => number;
}

type Point = EarlierRun['metrics'][string];

/** One run of the journal, by its number. */
interface Known {
  readonly name: string;
  readonly parent: number;
  readonly earlier: { status: RunStatus | undefined; readonly metrics: Record<string, Point> } | undefined;
  isOpen: boolean;
}

/** The root run, which owns the journal. */
export class JournaledRun implements LiveRun {
  readonly journal: string;
  readonly earlier: EarlierRun | undefined;
  readonly #handle: FileHandle;
  readonly #now: () => number;
  readonly #runs: Known[];
  #lastTime: number;
  #failure: unknown;

  /** Writes the first events of a new journal. */
  static begin(options: JournalOptions): JournaledRun {
    const root: Known = { name: options.start.name, parent: 0, earlier: undefined, isOpen: true };
    const run = new JournaledRun(options, [root], 0);
    run.#open();
    run.#write({ event: 'start', run: 0, time: run.#time(), start: options.start });
    return run;
  }

  /** Goes on after the events that an earlier process wrote. */
  static goOn(options: JournalOptions, events: readonly RunEvent[]): JournaledRun {
    const run = new JournaledRun(options, replay(events), events.at(-1)?.time ?? 0);
    run.#open();
    return run;
  }

  private constructor({ journal, handle, now }: JournalOptions, runs: Known[], lastTime: number) {
    this.journal = journal;
    this.#handle = handle;
    this.#now = now;
    this.#runs = runs;
    this.#lastTime = lastTime;
    this.earlier = runs[0]?.earlier;
  }

  logMetrics(values: Readonly<Record<string, number>>, step: number): void {
    this.#log(0, values, step);
  }

  child(name: string, parameters: RunStart['parameters'] = {}): LiveRun {
    return this.#child(0, name, parameters);
  }

  /** Once. @throws `STORAGE_FAILED` for this and for every write before it. */
  async end(status: RunStatus): Promise<void> {
    if (!this.#runs[0]?.isOpen) return;
    // Children begin after their parents, and end before them.
    for (let run = this.#runs.length - 1; run >= 0; run -= 1) this.#end(run, status);
    await guardStorage(this.journal, async () => {
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#handle.sync();
      } finally {
        await this.#handle.close();
      }
    });
  }

  #child(parent: number, name: string, parameters: RunStart['parameters']): LiveRun {
    const found = this.#runs.findIndex(
      (run, index) => index > 0 && run.parent === parent && run.name === name,
    );
    const run = found > 0 ? found : this.#runs.push({ name, parent, earlier: undefined, isOpen: true }) - 1;
    if (found < 0) this.#write({ event: 'child', run, parent, time: this.#time(), name, parameters });
    const known = this.#runs[run];
    // What failed may be tried again.
    if (known?.earlier?.status === 'failed') known.isOpen = true;
    return {
      earlier: known?.earlier,
      logMetrics: (values, step) => this.#log(run, values, step),
      child: (inner, innerParameters = {}) => this.#child(run, inner, innerParameters),
      end: async (status) => this.#end(run, status),
    };
  }

  #log(run: number, values: Readonly<Record<string, number>>, step: number): void {
    const known = this.#runs[run]?.earlier?.metrics ?? {};
    const fresh = Object.entries(values).filter(([name]) => step > (known[name]?.step ?? -Infinity));
    if (fresh.length === 0) return;
    const wire = fresh.map(([name, value]) => [name, wireValue(value)] as const);
    this.#write({ event: 'metrics', run, time: this.#time(), step, values: Object.fromEntries(wire) });
  }

  #end(run: number, status: RunStatus): void {
    const known = this.#runs[run];
    if (!known?.isOpen) return;
    known.isOpen = false;
    this.#write({ event: 'end', run, time: this.#time(), status });
  }

  #open(): void {
    this.#write({ event: 'open', time: this.#time(), pid: process.pid });
  }

  /** Never goes back, so that points keep their order wherever they are sorted by time. */
  #time(): number {
    this.#lastTime = Math.max(this.#lastTime, this.#now());
    return this.#lastTime;
  }

  /** After a failure nothing more is written: the end tells of it. */
  #write(event: RunEvent): void {
    if (this.#failure !== undefined) return;
    try {
      writeSync(this.#handle.fd, `${JSON.stringify(event)}\n`);
    } catch (error) {
      this.#failure = error;
    }
  }
}

/** The runs of a journal as its last process left them. */
function replay(events: readonly RunEvent[]): Known[] {
  const runs: Known[] = [];
  for (const event of events) {
    if (event.event === 'open') continue;
    if (event.event === 'start' || event.event === 'child') {
      const [name, parent] = event.event === 'start' ? [event.start.name, 0] : [event.name, event.parent];
      runs[event.run] = { name, parent, earlier: { status: undefined, metrics: {} }, isOpen: true };
      continue;
    }
    const run = runs[event.run];
    if (!run?.earlier) continue;
    if (event.event === 'end') {
      run.earlier.status = event.status;
      run.isOpen = false;
    } else
      for (const [name, value] of Object.entries(event.values))
        run.earlier.metrics[name] = { step: event.step, value: Number(value) };
  }
  return runs;
}

function wireValue(value: number): number | 'NaN' | 'Infinity' | '-Infinity' {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}
