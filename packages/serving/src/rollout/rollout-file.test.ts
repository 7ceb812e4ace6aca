import { describe, expect, it } from 'vitest';
import { RolloutFile } from './rollout-file.js';

describe('RolloutFile', () => {
  const file = new RolloutFile('/var/lib/waymark/rollouts', 'churn');

  it('reads what a person wrote', () => {
    expect(file.parse('{"mode": "shadow", "version": 2}')).toMatchObject({ candidate: { version: 2 } });
  });

  it.each([
    ['', 'it is empty or cannot be parsed as JSON'],
    ['{"mode": "canary", "version": 2}', 'weight must be a number from 0 to 1, got nothing'],
    ['{"mode": "shadow", "version": 0, "salt": 1}', '2 problems: version must be .*; salt must be '],
  ])('names the file, and not where it lies, where it holds %j', (text, reason) => {
    expect(() => file.parse(text)).toThrow(
      expect.objectContaining({
        ...{ code: 'ROLLOUT_FILE_INVALID', kind: 'usage' },
        message: expect.stringMatching(
          new RegExp(`^the file rollouts.churn.json must hold a rollout as JSON: ${reason}`),
        ),
      }),
    );
  });
});
