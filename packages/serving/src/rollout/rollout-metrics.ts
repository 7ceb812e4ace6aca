/** What rollouts count: whose requests went where, and how far a shadow agrees with the champion. */

import type { LoadedVersion } from '../host/loaded-version.js';
import { SampleCounts } from '../metrics/sample-counts.js';
import type { ScrapedMetric } from '../metrics/scraped-metric.js';

export type RolloutRole = 'champion' | 'candidate' | 'shadow';

/** What became of a row's copy. */
export type ShadowOutcome = 'agreed' | 'disagreed' | 'failed' | 'dropped';

export class RolloutMetrics {
  readonly #requests = new SampleCounts();
  readonly #shadowRows = new SampleCounts();
  readonly #differences = new SampleCounts();

  requestRouted({ model, version }: LoadedVersion, role: RolloutRole): void {
    this.#requests.add(`${role} ${version} ${model}`, 1, { model, version, role });
  }

  rowsShadowed({ model, version }: LoadedVersion, outcome: ShadowOutcome, rows: number): void {
    if (rows > 0) this.#shadowRows.add(`${outcome} ${version} ${model}`, rows, { model, version, outcome });
  }

  shadowDiffered({ model, version }: LoadedVersion, difference: number): void {
    this.#differences.add(`${version} ${model}`, difference, { model, version });
  }

  get scraped(): readonly ScrapedMetric[] {
    return [
      {
        type: 'counter',
        name: 'waymark_rollout_requests_total',
        help: 'Requests of a model with a rollout, by what its version was to them',
        read: () => this.#requests.samples,
      },
      {
        type: 'counter',
        name: 'waymark_rollout_shadow_rows_total',
        help: 'Copies of rows for a shadow, by whether its label agreed with the champion',
        read: () => this.#shadowRows.samples,
      },
      {
        type: 'counter',
        name: 'waymark_rollout_shadow_difference_total',
        help: 'Sum over shadowed rows of the difference to the probability of the positive class',
        read: () => this.#differences.samples,
      },
    ];
  }
}
