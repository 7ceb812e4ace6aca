import { describe, expect, it } from 'vitest';
import { inferenceFailed, overloaded, queueFull, requestAbandoned } from '../engine/errors.js';
import { RequestFailures } from './request-failures.js';

describe('RequestFailures', () => {
  it('tells what was shed, by reason, from what failed, by version too', () => {
    const failures = new RequestFailures();
    const tiny = { model: 'tiny', version: 2 };
    for (const error of [queueFull(1), overloaded(1), queueFull(1)]) failures.add(tiny, error);
    failures.add({ model: 'tiny', version: 3 }, queueFull(1));
    for (const error of [inferenceFailed('x'), requestAbandoned(), new TypeError('y')])
      failures.add(tiny, error);
    failures.add(undefined, overloaded(1));
    expect(failures.shed).toEqual([
      { labels: { reason: 'queue_full' }, value: 3 },
      { labels: { reason: 'overloaded' }, value: 2 },
      { labels: { reason: 'abandoned' }, value: 1 },
    ]);
    expect(failures.failed).toEqual([
      { labels: { model: 'tiny', version: 2, reason: 'inference_failed' }, value: 1 },
      { labels: { model: 'tiny', version: 2, reason: 'other' }, value: 1 },
    ]);
    expect(failures.tritonSamples).toEqual([
      { labels: { model: 'tiny', version: 2, reason: 'REJECTED' }, value: 3 },
      { labels: { model: 'tiny', version: 3, reason: 'REJECTED' }, value: 1 },
      { labels: { model: 'tiny', version: 2, reason: 'BACKEND' }, value: 1 },
      { labels: { model: 'tiny', version: 2, reason: 'CANCELED' }, value: 1 },
      { labels: { model: 'tiny', version: 2, reason: 'OTHER' }, value: 1 },
    ]);
  });
});
