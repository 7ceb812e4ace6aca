/**
 * Repeats a journal's events on a server so that doing any of it again changes nothing: runs are looked for by a tag
 * before they are created, times come from the journal, and of equal points the server keeps one. How far it came is
 * kept after each piece, so a crash between sending and keeping costs a repetition, never a point.
 */

import type { RunEvent, RunJournals } from '@waymark/contracts';
import type { MlflowClient } from '../client/mlflow-client.js';
import type { NewMetric } from '../client/run-data.js';
import type { Run } from '../client/runs.js';
import type { NewTag } from '../client/wire-values.js';
import { logDataset } from './log-dataset.js';
import { lineageTags, paramsOf } from './run-entries.js';
import { runPage } from './run-page.js';
import type { StreamState } from './stream-spool.js';
import { deleteOthers, findOrCreate } from './tagged-run.js';
import { kindTag } from './trained-run.js';

/** The tag that a live run is known by: its journal and its number in it. */
const journalTag = 'waymark.journal';

export interface StreamTarget {
  readonly client: MlflowClient;
  readonly journals: RunJournals;
  /** Default: the model's name. */
  readonly experimentName?: string | undefined;
  /** Who is shown as the run's creator. */
  readonly user?: string | undefined;
}

type EventOf<Name extends RunEvent['event']> = Extract<RunEvent, { readonly event: Name }>;
type StartEvent = EventOf<'start'> | EventOf<'child'>;

export class StreamSender {
  readonly #target: StreamTarget;
  readonly #keep: (state: StreamState) => Promise<void>;
  #state: StreamState;

  /** @param keep stores how far the server has the journal. */
  constructor(target: StreamTarget, state: StreamState, keep: (state: StreamState) => Promise<void>) {
    this.#target = target;
    this.#state = state;
    this.#keep = keep;
  }

  /** Whether the server has all of a run that ended. */
  get isComplete(): boolean {
    const root = this.#state.runs[0];
    return root?.state === 'ended' || root?.state === 'closed';
  }

  /** The page of the root run, once the server has it. */
  get url(): string | undefined {
    const { experimentId, runs } = this.#state;
    const root = runs[0];
    if (!root || root.state === 'creating') return undefined;
    return runPage(this.#target.client, experimentId, root.id);
  }

  /** Sends everything that the journal has now. */
  async send(): Promise<void> {
    while (!this.isComplete) {
      const { events, offset } = await this.#target.journals.read(this.#state.journal, this.#state.offset);
      if (events.length === 0) return;
      await this.#repeat(events);
      this.#state = { ...this.#state, offset, time: events.at(-1)?.time ?? this.#state.time };
      await this.#keep(this.#state);
    }
  }

  /** The process that wrote the journal is gone: its runs are no longer going on, unless another one goes on with them. */
  async markKilled(): Promise<void> {
    const { client } = this.#target;
    for (const [run, { id, state }] of this.#state.runs.entries()) {
      if (state !== 'running') continue;
      await client.runs.update({ run_id: id, status: 'KILLED', end_time: this.#state.time });
      await deleteOthers(client, this.#identityOf(run), id);
    }
  }

  async #repeat(events: readonly RunEvent[]): Promise<void> {
    const points = new Map<number, NewMetric[]>();
    for (const event of events) {
      if (event.event === 'metrics') pointsOf(points, event.run).push(...metricsOf(event));
      else if (event.event === 'end') await this.#end(event, points);
      else if (event.event !== 'open') await this.#begin(event);
    }
    for (const run of points.keys()) await this.#log(run, points);
  }

  /** The run's id is kept at once: what is repeated after a crash goes to the same run. */
  async #begin(event: StartEvent): Promise<void> {
    const { client, experimentName } = this.#target;
    const known = this.#state.runs[event.run];
    if (known && known.state !== 'creating') return;
    if (event.event === 'start') {
      const { experiment_id } = await client.experiments.getOrCreate(experimentName ?? event.start.model);
      this.#state = { ...this.#state, experimentId: experiment_id };
    }
    const { info } = await findOrCreate(client, {
      ...this.#identityOf(event.run),
      name: event.event === 'start' ? event.start.name : event.name,
      startTime: event.time,
      tags: this.#tagsOf(event),
      mayBeOnItsWay: known !== undefined,
      onCreate: () => this.#keepRun(event.run, { id: '', state: 'creating' }),
    });
    const isWhole = info.status === 'FINISHED' || info.status === 'FAILED';
    if (!isWhole) await this.#fill(event, info);
    await this.#keepRun(event.run, { id: info.run_id, state: isWhole ? 'closed' : 'running' });
  }

  async #fill(event: StartEvent, { run_id, status }: Run['info']): Promise<void> {
    const { client } = this.#target;
    if (status === 'KILLED') await client.runs.update({ run_id, status: 'RUNNING' });
    const { parameters } = event.event === 'start' ? event.start : event;
    await client.runData.log(run_id, { params: paramsOf(parameters) });
    if (event.event === 'start') await logDataset(client, run_id, event.start);
  }

  #tagsOf(event: StartEvent): readonly NewTag[] {
    const { user } = this.#target;
    const tags = [
      { key: 'mlflow.source.type', value: 'LOCAL' },
      ...(user === undefined ? [] : [{ key: 'mlflow.user', value: user }]),
    ];
    if (event.event === 'child')
      return [...tags, { key: 'mlflow.parentRunId', value: this.#state.runs[event.parent]?.id ?? '' }];
    const { kind, model, gitSha, lineage, data, dirty } = event.start;
    const command = kind === 'training' ? `train ${model}` : `evaluate ${model} --folds`;
    return [
      ...tags,
      { key: kindTag, value: kind },
      { key: 'mlflow.source.name', value: `waymark ${command}` },
      { key: 'mlflow.note.content', value: `${model}: ${event.start.name}, on ${data.description}` },
      ...(gitSha === null ? [] : [{ key: 'mlflow.source.git.commit', value: gitSha }]),
      ...lineageTags({ lineage, data, dirty }),
    ];
  }

  async #end({ run, time, status }: EventOf<'end'>, points: Map<number, NewMetric[]>): Promise<void> {
    await this.#log(run, points);
    const known = this.#state.runs[run];
    if (!known || known.state === 'closed') return;
    const wire = status === 'finished' ? 'FINISHED' : 'FAILED';
    const { client } = this.#target;
    await client.runs.update({ run_id: known.id, status: wire, end_time: time });
    await deleteOthers(client, this.#identityOf(run), known.id);
    this.#setRun(run, { ...known, state: 'ended' });
  }

  async #log(run: number, points: Map<number, NewMetric[]>): Promise<void> {
    const metrics = points.get(run) ?? [];
    const known = this.#state.runs[run];
    points.delete(run);
    if (metrics.length > 0 && known && known.state !== 'closed')
      await this.#target.client.runData.log(known.id, { metrics });
  }

  #identityOf(run: number) {
    const { journal, experimentId } = this.#state;
    return { experimentId, identity: { key: journalTag, value: `${journal}#${run}` } };
  }

  async #keepRun(run: number, known: StreamRun): Promise<void> {
    this.#setRun(run, known);
    await this.#keep(this.#state);
  }

  #setRun(run: number, known: StreamRun): void {
    const runs = [...this.#state.runs];
    runs[run] = known;
    this.#state = { ...this.#state, runs };
  }
}

type StreamRun = StreamState['runs'][number];

function pointsOf(points: Map<number, NewMetric[]>, run: number): NewMetric[] {
  const known = points.get(run) ?? [];
  points.set(run, known);
  return known;
}

function metricsOf({ time, step, values }: EventOf<'metrics'>): readonly NewMetric[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: Number(value), timestamp: time, step }));
}
