/**
 * Watches a candidate beside its champion. A limit is broken when the difference is larger than the limit by more than
 * chance makes it with so many requests: few must differ much, many a little. The looks are at doubling counts, and each
 * has its part of the false alarm rate (Bonferroni); so has each window, of which there may be any number. A candidate
 * whose processes end again and again needs no statistics. That errors and latencies of one key are alike is left out.
 */

import { defaultGuard, type GuardLimits } from './guard-limits.js';
import { hypergeometricTail } from './hypergeometric-tail.js';
import { type Proportion, type RequestOutcome, SideWindow } from './side-window.js';

export type Side = 'champion' | 'candidate';

/** A pause of the event loop is no fault of a version. */
const latencyNoiseMs = 10;
/** With fewer, nobody would believe a share. */
const leastObservations = 20;
/** Errors, latency and labels. */
const tests = 3;
/** One process may be killed by anybody; so many in a row, without an answer between them, were killed by the model. */
const mostProcessEnds = 3;

export class Guard {
  readonly #limits: GuardLimits;
  readonly #processEnds: () => number;
  /** When the candidate answered last. */
  #processEndsBefore: number;
  #sides: Readonly<Record<Side, SideWindow>>;
  #nextLook: number;
  /** Counted from 1. */
  #window = 1;

  /** @param processEnds How often a process of the candidate has ended. Default: it has none of its own. */
  constructor(limits: Partial<GuardLimits> = {}, processEnds: () => number = () => 0) {
    this.#processEnds = processEnds;
    this.#processEndsBefore = processEnds();
    this.#limits = { ...defaultGuard, ...limits };
    this.#sides = this.#emptySides();
    this.#nextLook = this.#limits.minRequests;
  }

  /** A request with that key goes to that side. Requests of one key get one label, as far as anyone knows. */
  assigned(side: Side, key: number): void {
    this.#sides[side].assigned(key);
  }

  /** Returns why the rollout must end, when it must. */
  answered(side: Side, outcome: RequestOutcome): string | undefined {
    if (side === 'candidate') this.#processEndsBefore = this.#processEnds();
    this.#sides[side].answered(outcome);
    return this.#look();
  }

  /** As `answered`, for a request that the version failed on. */
  failed(side: Side): string | undefined {
    this.#sides[side].failed();
    return this.unreached(side) ?? this.#look();
  }

  /** As `answered`, for a request that never began: it says nothing of the version, unless that has no process any more. */
  unreached(side: Side): string | undefined {
    const ends = this.#processEnds() - this.#processEndsBefore;
    if (side !== 'candidate' || ends < mostProcessEnds) return undefined;
    return `its processes ended ${ends} times in a row without an answer`;
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
      this.#window += 1;
    } else this.#nextLook = Math.min(2 * this.#nextLook, windowRequests);
    const told = reasons.filter((reason) => reason !== undefined);
    return told.length > 0 ? told.join('; ') : undefined;
  }

  #errorProblem(): string | undefined {
    const { champion, candidate } = this.#sides;
    const tail = excessTail(candidate.errors, champion.errors, this.#limits.maxErrorRateIncrease);
    if (tail > this.#chancePerTest) return undefined;
    return `its error rate is ${percent(candidate.errors)}, the champion's ${percent(champion.errors)}`;
  }

  /** How many of its requests may be slower than the champion's p99, of which one in a hundred is: a test of exceedances. */
  #latencyProblem(): string | undefined {
    const { champion, candidate } = this.#sides;
    // A champion that answers nothing says nothing of how fast it should go.
    if (champion.errors.hits === champion.errors.size) return undefined;
    const { p99Ms } = champion;
    const slow = candidate.slowerThan(Math.max(p99Ms * this.#limits.maxP99Ratio, p99Ms + latencyNoiseMs));
    const { size } = champion.slowerThan(p99Ms);
    // The p99 itself is known only as well as the few latencies above it are.
    const drawn = slow.hits + size - Math.ceil(size * 0.99);
    const tail = hypergeometricTail(slow.hits, { population: slow.size + size, hits: slow.size, drawn });
    if (tail > this.#chancePerTest) return undefined;
    return `its p99 is ${candidate.p99Ms.toFixed(1)} ms, the champion's ${p99Ms.toFixed(1)} ms`;
  }

  #labelProblem(): string | undefined {
    const own = this.#sides.candidate.positives;
    const other = this.#sides.champion.positives;
    if (Math.min(own.size, other.size) < leastObservations) return undefined;
    // Too few positives are as bad as too many.
    const margin = this.#limits.maxPositiveRateDifference;
    const tail = Math.min(excessTail(own, other, margin), excessTail(other, own, margin));
    if (2 * tail > this.#chancePerTest) return undefined;
    return `its share of positive labels is ${percent(own)}, the champion's ${percent(other)}`;
  }

  /** How unlikely a difference must be in one test of one look. 1/2 + 1/6 + 1/12 + … of all windows is 1. */
  get #chancePerTest(): number {
    const { falseAlarmRate, windowRequests, minRequests } = this.#limits;
    const looks = 1 + Math.ceil(Math.log2(windowRequests / minRequests));
    return falseAlarmRate / (this.#window * (this.#window + 1)) / (tests * looks);
  }

  #emptySides(): Readonly<Record<Side, SideWindow>> {
    const { windowRequests } = this.#limits;
    return { champion: new SideWindow(windowRequests), candidate: new SideWindow(windowRequests) };
  }
}

/** How likely equal shares are to differ so much: Fisher's exact test of what `a` has more than the margin allows. */
function excessTail(a: Proportion, b: Proportion, margin: number): number {
  // Rounded against an alarm: observations that come in groups are worth no whole numbers.
  const size = Math.floor(a.size);
  const otherSize = Math.floor(b.size);
  const found = Math.floor((a.hits / a.size - margin) * size);
  if (!(found > 0)) return 1;
  const others = Math.min(otherSize, Math.ceil((b.hits / b.size) * otherSize));
  return hypergeometricTail(found, { population: size + otherSize, hits: found + others, drawn: size });
}

function percent({ hits, size }: Proportion): string {
  return `${((100 * hits) / size).toFixed(1)} % of ${Math.round(size)}`;
}
