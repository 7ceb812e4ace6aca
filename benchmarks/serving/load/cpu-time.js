/** What a process has cost: the time that its threads were on a processor. */

import { readdirSync, readFileSync } from 'node:fs';

/**
 * Microseconds of a process so far, by the scheduler's own books; where there are none (they are Linux's), by the kernel's
 * for this process, and NaN for another.
 * @param {number | 'self'} [pid]
 */
export function cpuMicros(pid = 'self') {
  try {
    const tasks = `/proc/${pid}/task`;
    const nanos = readdirSync(tasks).map((task) => {
      const [onProcessor] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ');
      return Number(onProcessor);
    });
    return nanos.reduce((sum, one) => sum + one, 0) / 1000;
  } catch {
    if (pid !== 'self') return Number.NaN;
    const { user, system } = process.cpuUsage();
    return user + system;
  }
}
