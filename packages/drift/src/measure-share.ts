/**
 * Shares of rows as drift signals of their own: missing, unseen and out-of-range values. A histogram of the values
 * that are there shows none of them.
 */

import { decide, type Significance } from './drift-policy.js';
import type { DriftPolicy, ShareSignal } from './drift-report.js';
import { fisherExactTest, type Share } from './fisher-exact-test.js';

/** A share before anything is known of the report's other signals. */
export interface MeasuredShare {
  readonly window: Share;
  readonly reference: Share;
  readonly pValue: number | null;
  readonly enoughRows: boolean;
}

export interface MeasureShareOptions {
  readonly minRows: number;
  readonly alternative: 'greater' | 'two-sided';
  /**
   * Reference rows that the test counts as having the property, where the reference's own count is 0 by
   * construction: how many of its rows would have it if the rest were the reference. Default: its own count.
   */
  readonly leaveOneOutCount?: number;
}

/** Measures how far the window's share is from the reference's, and how surprising that is. */
export function measureShare(window: Share, reference: Share, options: MeasureShareOptions): MeasuredShare {
  const enoughRows = window.total >= options.minRows && reference.total >= options.minRows;
  const expected = { count: options.leaveOneOutCount ?? reference.count, total: reference.total };
  // Whether a two-sided test can find anything is known from the pooled count alone, so it may leave the family of
  // tests (Tarone 1990). That nothing is unseen or out of range is a result, and stays in it.
  const isTestable = enoughRows && (options.alternative === 'greater' || window.count + expected.count > 0);
  const pValue = isTestable ? fisherExactTest(window, expected, options.alternative) : null;
  return { window, reference, pValue, enoughRows };
}

/** The signal with its verdict. */
export function judgeShare(
  measured: MeasuredShare,
  significance: Significance,
  policy: DriftPolicy,
): ShareSignal {
  const { window, reference, pValue, enoughRows } = measured;
  const referenceShare = shareOf(reference);
  const windowShare = shareOf(window);
  const effect = Math.abs((windowShare ?? 0) - (referenceShare ?? 0));
  return {
    verdict: decide({ pValue, effect, enoughRows }, significance, policy.shareFloors),
    referenceShare,
    windowShare,
    windowCount: window.count,
    pValue,
    adjustedPValue: pValue === null ? null : significance.adjust(pValue),
  };
}

function shareOf({ count, total }: Share): number | null {
  return total === 0 ? null : count / total;
}
