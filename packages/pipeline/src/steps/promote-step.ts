/**
 * `promote`: register the bundle, apply the gates, compare with the champion on the same rows (the challenger's test
 * split), and move the alias, all in one atomic write, or leave it where it was and say why. Cheap and idempotent.
 */

import type { ModelRegistry, ModelVersion, RunRecord, Tracker } from '@waymark/contracts';
import { type Comparison, decidePromotion, type PromotionDecision } from '@waymark/evaluation';
import { type Bundle, openBundle } from '@waymark/registry';
import type { ArtifactPaths } from '../artifact-paths.js';
import type { Project } from '../define-project.js';
import type { Progress } from '../progress.js';

export interface PromoteContext {
  readonly paths: ArtifactPaths;
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
  readonly progress: Progress;
  /** The code's version, when the project is in git. */
  readonly source: { readonly gitSha: string | null; readonly dirty: boolean | null };
}

export interface PromoteResult {
  readonly outcome: 'promoted' | 'already-champion' | 'kept' | 'investigate';
  readonly version: number;
  /** The champion after the step. */
  readonly champion: number | null;
  /** Why, in words. */
  readonly reasons: readonly string[];
  readonly comparison: Comparison | null;
}

export async function runPromoteStep(project: Project, context: PromoteContext): Promise<PromoteResult> {
  const { registry, tracker, paths, source } = context;
  const bundle = await openBundle(paths.bundle);
  const registered = await registry.register(paths.bundle, source);
  await tracker.publish(runRecordOf(bundle, registered));
  const model = await registry.model(project.name);
  // A registry that others share may have given the version another number meanwhile.
  const version = model?.versions.find(isOf(bundle)) ?? registered;
  const champion = model?.aliases.champion ?? null;
  if (champion === version.version) return alreadyChampion(version.version);
  if (version.quarantine) return quarantined(version, champion);

  const comparison =
    champion === null
      ? null
      : await (await loadComparison()).compareWithChampion(project, { bundle, model, champion, context });
  const decision = decidePromotion({
    report: bundle.metrics,
    gates: project.gates,
    champion: comparison ?? 'none',
  });
  await moveAliases(decision, { version: version.version, champion, name: project.name, registry });
  const promoted = decision.verdict === 'promote';
  return {
    outcome: promoted ? 'promoted' : decision.verdict === 'keep' ? 'kept' : 'investigate',
    version: version.version,
    champion: promoted ? version.version : champion,
    reasons: decision.reasons,
    comparison,
  };
}

/** Mostly nothing has changed, and nothing is compared: DuckDB and onnxruntime take 200 ms. */
function loadComparison() {
  return import('../compare-with-champion.js');
}

/** One write: champion and previous move together, so no reader sees one without the other. */
async function moveAliases(
  decision: PromotionDecision,
  {
    version,
    champion,
    name,
    registry,
  }: {
    readonly version: number;
    readonly champion: number | null;
    readonly name: string;
    readonly registry: ModelRegistry;
  },
): Promise<void> {
  const aliases =
    decision.verdict === 'promote'
      ? { champion: version, previous: champion, challenger: null }
      : { challenger: version };
  await registry.moveAliases(name, {
    aliases,
    reason: reasonOf(decision, champion),
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
