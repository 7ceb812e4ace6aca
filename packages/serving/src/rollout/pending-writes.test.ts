import { describe, expect, it } from 'vitest';
import { PendingWrites } from './pending-writes.js';

describe('PendingWrites', () => {
  it('tries again what failed, tells each reason once, and forgets what is done', async () => {
    const told: string[] = [];
    const writes = new PendingWrites(({ message }) => void told.push(message));
    const written: string[] = [];
    const failures = ['full', 'full', 'gone'];
    writes.add(async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw new Error(failure);
      written.push('late');
    });
    writes.add(async () => void written.push('at once'));
    for (let run = 0; run < 5; run++) await writes.run();
    expect(written).toEqual(['at once', 'late']);
    expect(told).toEqual(['full', 'gone']);
  });
});
