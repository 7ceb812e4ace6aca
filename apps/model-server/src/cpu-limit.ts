/** How many processors this process may use: those of the machine, less where a container's limit is lower. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Of cgroup v2, as a container sees its own. */
const cgroupFile = '/sys/fs/cgroup/cpu.max';
/** More workers than these would rather take memory than help: each holds every model. */
const mostWorkers = 4;

/** A worker for each processor but the one for HTTP, at least one and at most four. */
export function defaultWorkers(): number {
  return workersFor(Math.min(availableParallelism(), cgroupLimit()));
}

export function workersFor(processors: number): number {
  return Math.min(mostWorkers, Math.max(1, Math.floor(processors) - 1));
}

function cgroupLimit(): number {
  try {
    return parseCpuMax(readFileSync(cgroupFile, 'utf8'));
  } catch {
    // Not Linux, or no container.
    return Number.POSITIVE_INFINITY;
  }
}

/** `200000 100000` is two processors: so many microseconds in each period of so many. */
export function parseCpuMax(text: string): number {
  const [quota = '', period = ''] = text.trim().split(' ');
  const processors = Number(quota) / Number(period);
  return processors > 0 ? processors : Number.POSITIVE_INFINITY;
}
