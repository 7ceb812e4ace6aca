/**
 * Watches a candidate beside its champion. A limit is broken when the difference is larger than the limit by more than
 * chance makes it with so many requests: few must differ much, many a little. The looks are at doubling counts, and each
 * has its part of the false alarm rate (Bonferroni), so that looking often does not make it grow. Correlation between the requests of one key is left out.
 */

import { defaultGuard, type GuardLimits } from './guard-limits.js';
import { type RequestOutcome, SideWindow } from './side-window.js';
import { binomialTail, normalTail, type Proportion, twoProportionZ } from './two-proportions.js';

export type Side = 'champion' | 'candidate';

/** A pause of the event loop is no fault of a version. */
const latencyNoiseMs = 10;
/** With fewer, shares are not normal enough. */
const leastObservations = 20;
/** Errors, latency and labels. */
const tests = 3;

export class Guard {
  readonly #limits: GuardLimits;
  #sides: Readonly<Record<Side, SideWindow>>;
  #nextLook: number;

  constructor(limits: Partial<GuardLimits> = {}) {
    this.#limits = { ...defaultGuard, ...limits };
    this.#sides = this.#emptySides();
    this.#nextLook = this.#limits.minRequests;
  }

  /** Returns why the rollout must end, when it must. */
  answered(side: Side, outcome: RequestOutcome): string | undefined {
    this.#sides[side].answered(outcome);
    return this.#look();
  }

  /** As `answered`, for a request that the version failed on. */
  failed(side: Side): string | undefined {
    this.#sides[side].failed();
    return this.#look();
  }

  #look(): string | undefined {
    const { champion, candidate } = this.#sides;
    const fewer = Math.min(champion.requests, candidate.requests);
    if (fewer < this.#nextLook) return undefined;
    const reasons = [this.#errorProblem(), this.#latencyProblem(), this.#labelProblem()];
    const { windowRequests, minRequests } = this.#limits;
    if (fewer >= windowRequests) {
      this.#sides = this.#emptySides();
      this.#nextLook = minRequests;
    } else this.#nextLook = Math.min(2 * this.#nextLook, windowRequests);
    const told = reasons.filter((reason) => reason !== undefined);
    return told.length > 0 ? told.join('; ') : undefined;
  }

  #errorProblem(): string | undefined {
    const { champion, candidate } = this.#sides;
    const z = twoProportionZ(candidate.errors, champion.errors, this.#limits.maxErrorRateIncrease);
    if (normalTail(z) > this.#chancePerTest) return undefined;
    return `its error rate is ${percent(candidate.errors)}, the champion's ${percent(champion.errors)}`;
  }

  /** A p99 above the limit is more than one request in a hundred above it. */
  #latencyProblem(): string | undefined {
    const { champion, candidate } = this.#sides;
    // A champion that answers nothing says nothing of how fast it should go.
    if (champion.errors.hits === champion.errors.size) return undefined;
    const limitMs = Math.max(champion.p99Ms * this.#limits.maxP99Ratio, champion.p99Ms + latencyNoiseMs);
    const { hits, size } = candidate.slowerThan(limitMs);
    if (hits <= size / 100 || binomialTail(hits, size, 0.01) > this.#chancePerTest) return undefined;
    return `its p99 is ${candidate.p99Ms.toFixed(1)} ms, the champion's ${champion.p99Ms.toFixed(1)} ms`;
  }

  #labelProblem(): string | undefined {
    const own = this.#sides.candidate.positives;
    const other = this.#sides.champion.positives;
    if (Math.min(own.size, other.size) < leastObservations) return undefined;
    // Too few positives are as bad as too many.
    const margin = this.#limits.maxPositiveRateDifference;
    const z = Math.max(twoProportionZ(own, other, margin), twoProportionZ(other, own, margin));
    if (2 * normalTail(z) > this.#chancePerTest) return undefined;
    return `its share of positive labels is ${percent(own)}, the champion's ${percent(other)}`;
  }

  /** How unlikely a difference must be in one test of one look. */
  get #chancePerTest(): number {
    const { falseAlarmRate, windowRequests, minRequests } = this.#limits;
    const looks = 1 + Math.ceil(Math.log2(windowRequests / minRequests));
    return falseAlarmRate / (tests * looks);
  }

  #emptySides(): Readonly<Record<Side, SideWindow>> {
    const { windowRequests } = this.#limits;
    return { champion: new SideWindow(windowRequests), candidate: new SideWindow(windowRequests) };
  }
}

function share({ hits, size }: Proportion): number {
  return hits / size;
}

function percent(proportion: Proportion): string {
  return `${(100 * share(proportion)).toFixed(1)} % of ${Math.round(proportion.size)}`;
}
