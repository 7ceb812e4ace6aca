/**
 * `promote`: register the bundle, apply the gates, compare with the champion on the same rows (the challenger's test
 * split), and move the alias, all in one atomic write, or leave it where it was and say why. Cheap and idempotent.
 */

import type { ModelRegistry, ModelVersion, RunRecord, Tracker } from '@waymark/contracts';
import { type Comparison, decidePromotion, type PromotionDecision } from '@waymark/evaluation';
import { type Bundle, openBundle } from '@waymark/registry';
import type { ArtifactPaths } from '../artifact-paths.js';
import type { Progress } from '../progress.js';
import type { Project } from '../project.js';

export interface PromoteContext {
  readonly paths: ArtifactPaths;
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
  readonly progress: Progress;
  /** The code's version, when the project is in git. */
  readonly source: { readonly gitSha: string | null; readonly dirty: boolean | null };
  /** Whether a version that passes stands beside the champion, for a rollout, until the step runs without this. */
  readonly asChallenger?: boolean;
  /** A person's yes where the decision is `investigate`. It counts for the challenger: the version that was asked about. */
  readonly approval?: Approval;
}

export interface Approval {
  /** Null when nothing says who it is. */
  readonly by: string | null;
  readonly reason: string;
}

export interface PromoteResult {
  readonly outcome: 'promoted' | 'approved' | 'challenger' | 'already-champion' | 'kept' | 'investigate';
  readonly version: number;
  /** The champion after the step. */
  readonly champion: number | null;
  /** Why, in words. */
  readonly reasons: readonly string[];
  readonly comparison: Comparison | null;
}

export async function runPromoteStep(project: Project, context: PromoteContext): Promise<PromoteResult> {
  const { registry, tracker, paths, progress, source } = context;
  const bundle = await openBundle(paths.bundle);
  const registered = await registry.register(paths.bundle, source);
  await tracker.publish(runRecordOf(bundle, registered));
  const model = await registry.model(project.name);
  // A registry that others share may have given the version another number meanwhile.
  const version = model?.versions.find(isOf(bundle)) ?? registered;
  const champion = model?.aliases.champion ?? null;
  if (champion === version.version) return alreadyChampion(version.version);
  if (version.quarantine) return quarantined(version, champion);

  const challenge = { bundle, model, paths, registry, progress };
  const comparison =
    champion === null
      ? null
      : await (await loadComparison()).compareWithChampion(project, { ...challenge, champion });
  const decision = decidePromotion({
    report: bundle.metrics,
    gates: project.gates,
    champion: comparison ?? 'none',
  });
  const outcome = outcomeOf(decision, {
    // Without a champion there is nothing to stand beside.
    standsBeside: context.asChallenger === true && champion !== null,
    isApproved: context.approval !== undefined && model?.aliases.challenger === version.version,
  });
  const { approval } = context;
  const move = { outcome, version: version.version, champion, name: project.name, registry, approval };
  await moveAliases(decision, move);
  return {
    outcome,
    version: version.version,
    champion: makesChampion(outcome) ? version.version : champion,
    reasons: approval ? answeredReasons(decision, outcome, approval) : decision.reasons,
    comparison,
  };
}

/** Mostly nothing has changed, and nothing is compared: DuckDB and onnxruntime take 200 ms. */
function loadComparison() {
  return import('../compare-with-champion.js');
}

function outcomeOf(
  { verdict }: PromotionDecision,
  { standsBeside, isApproved }: { readonly standsBeside: boolean; readonly isApproved: boolean },
): PromoteResult['outcome'] {
  if (verdict === 'promote') return standsBeside ? 'challenger' : 'promoted';
  if (verdict === 'keep') return 'kept';
  return isApproved ? 'approved' : 'investigate';
}

function makesChampion(outcome: PromoteResult['outcome']): boolean {
  return outcome === 'promoted' || outcome === 'approved';
}

/** What came of an approval: who gave it, or why it does not count. */
function answeredReasons(
  { reasons }: PromotionDecision,
  outcome: PromoteResult['outcome'],
  approval: Approval,
): readonly string[] {
  if (outcome === 'approved') return [approvalText(approval), ...reasons];
  if (outcome === 'kept')
    return [...reasons, 'an approval never overrides a gate: if the gate is wrong, change it in the project'];
  if (outcome === 'investigate')
    return [
      ...reasons,
      'it was not the challenger, and is now: look at these numbers, then approve it again',
    ];
  return reasons;
}

function approvalText({ by, reason }: Approval): string {
  return by === null ? `approved: ${reason}` : `approved by ${by}: ${reason}`;
}

/** One write: champion and previous move together, so no reader sees one without the other. */
async function moveAliases(
  decision: PromotionDecision,
  {
    outcome,
    version,
    champion,
    name,
    registry,
    approval,
  }: {
    readonly outcome: PromoteResult['outcome'];
    readonly version: number;
    readonly champion: number | null;
    readonly name: string;
    readonly registry: ModelRegistry;
    readonly approval: Approval | undefined;
  },
): Promise<void> {
  const aliases = makesChampion(outcome)
    ? { champion: version, previous: champion, challenger: null }
    : { challenger: version };
  const why = reasonOf(decision, champion);
  await registry.moveAliases(name, {
    aliases,
    reason: approval && outcome === 'approved' ? `${approvalText(approval)}; ${why}` : why,
    expectedChampion: champion,
  });
}

/** One line for the history: a promotion names what decided it, a refusal everything that failed. */
function reasonOf({ verdict, reasons, checks }: PromotionDecision, champion: number | null): string {
  if (verdict !== 'promote') return reasons.join('; ');
  const passed = `passed ${checks.filter((check) => check.passed).length} gates`;
  return champion === null ? `${passed}; the first champion` : `${passed}; ${reasons.at(-1)}`;
}

function alreadyChampion(version: number): PromoteResult {
  const reasons = [`version ${version} is the champion already: the bundle has not changed`];
  return { outcome: 'already-champion', version, champion: version, reasons, comparison: null };
}

function quarantined({ version, quarantine }: ModelVersion, champion: number | null): PromoteResult {
  const reasons = [
    `version ${version} was rolled back before and stays out: ${quarantine?.reason ?? 'no reason given'}`,
  ];
  return { outcome: 'kept', version, champion, reasons, comparison: null };
}

function isOf({ manifestSha256 }: Bundle): (version: ModelVersion) => boolean {
  return (version) => version.manifestSha256 === manifestSha256;
}

function runRecordOf({ manifest, manifestSha256, metrics }: Bundle, version: ModelVersion): RunRecord {
  return {
    formatVersion: 1,
    id: manifestSha256,
    model: manifest.name,
    time: version.registeredAt,
    gitSha: version.gitSha,
    dirty: version.dirty,
    parameters: {
      kind: manifest.model.kind,
      seed: manifest.model.seed,
      backend: manifest.model.backend,
      ...manifest.model.parameters,
    },
    metrics: Object.fromEntries(Object.entries(metrics.metrics).map(([name, { value }]) => [name, value])),
    dataHash: manifest.lineage.dataHash,
  };
}
