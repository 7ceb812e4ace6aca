import type { PromoteResult } from '@waymark/pipeline';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.js';
import { promoteCommand, promotionResult } from './promote.js';

const reasons = ['rocAuc must be at least 0.8; it is 0.9'];
const result = (outcome: PromoteResult['outcome'], champion: number | null) =>
  ({ outcome, version: 2, champion, reasons, comparison: null }) as const;
const churn = { project: { name: 'churn' }, home: '/h', paths: { root: '/a' } };

describe('promotionResult', () => {
  it('says of a challenger that it passed, and who is champion still', () => {
    const { text, exit } = promotionResult(result('challenger', 1), churn, true);
    expect(text).toBe(`promote   version 2 is the challenger of churn; version 1 stays the champion
          passed: rocAuc must be at least 0.8; it is 0.9
later     npx waymark promote churn --home /h --artifacts /a`);
    expect(exit).toBeUndefined();
  });

  it('tells the person who should look how to answer', () => {
    const { text } = promotionResult(result('investigate', 1), churn, false);
    expect(text).toMatch(/^later {5}npx waymark promote churn --home \/h --artifacts \/a --approve REASON$/m);
  });

  it('does not call passed what a person approved', () => {
    const { text, exit } = promotionResult(result('approved', 2), churn, true);
    expect(text).toBe(`promote   version 2 is the champion of churn, by approval
          rocAuc must be at least 0.8; it is 0.9`);
    expect(exit).toBeUndefined();
  });

  it('ends well where a good champion is kept, unless it is asked to be strict', () => {
    expect(promotionResult(result('kept', 1), churn, false).exit).toBeUndefined();
    expect(promotionResult(result('kept', 1), churn, true).exit).toBe('refused');
    expect(promotionResult(result('investigate', 1), churn, true).exit).toBe('investigate');
  });

  it('is a refusal where nothing can be served', () => {
    expect(promotionResult(result('kept', null), churn, false).exit).toBe('refused');
  });
});

describe('promoteCommand', () => {
  it.each([
    [{ approve: ' ' }, '--approve must be one line of 1 to 500 characters'],
    [{ approve: 'one\ntwo' }, '--approve must be one line of 1 to 500 characters'],
    [{ approve: 'x'.repeat(501) }, '--approve must be one line of 1 to 500 characters'],
    [{ approve: 'why', challenger: true }, 'give one of them'],
  ])('refuses %j', async (options, message) => {
    const environment = await readEnvironment({}, '/');
    const progress = () => ({ note: () => {}, advance: () => {} });
    const running = promoteCommand.run({ positionals: ['churn'], options, environment, progress });
    await expect(running).rejects.toThrow(message);
  });
});
