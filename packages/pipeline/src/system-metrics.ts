/**
 * What a training costs its machine, under the names of MLflow's system metrics, which its page shows in a tab of
 * their own (https://mlflow.org/docs/latest/ml/tracking/system-metrics). Leaves out disks, networks and GPUs.
 */

import { availableParallelism, freemem, totalmem } from 'node:os';
import type { LiveRun } from '@waymark/contracts';

const megabyte = 1_000_000;
const intervalMs = 10_000;

/** Logs a sample now, every 10 s, and one last when the returned function is called. */
export function logSystemMetrics(run: LiveRun): () => void {
  const earlier = run.earlier?.metrics['system/cpu_utilization_percentage'];
  let step = earlier === undefined ? 0 : earlier.step + 1;
  const sample = systemSampler();
  const log = (): void => run.logMetrics(sample(), step++);
  log();
  const timer = setInterval(log, intervalMs).unref();
  return () => {
    clearInterval(timer);
    log();
  };
}

/** Each call tells of the time since the one before; the first, since the process began. */
export function systemSampler(): () => Readonly<Record<string, number>> {
  let cpu = { user: 0, system: 0 };
  let atMs = 0;
  return () => {
    const nowMs = performance.now();
    const used = process.cpuUsage(cpu);
    const share = (used.user + used.system) / 1000 / (nowMs - atMs) / availableParallelism();
    cpu = process.cpuUsage();
    atMs = nowMs;
    const usedMemory = totalmem() - freemem();
    return {
      // This process's share of all processors.
      'system/cpu_utilization_percentage': rounded(100 * Math.min(1, share)),
      'system/process_memory_usage_megabytes': rounded(process.memoryUsage.rss() / megabyte),
      'system/system_memory_usage_megabytes': rounded(usedMemory / megabyte),
      'system/system_memory_usage_percentage': rounded((100 * usedMemory) / totalmem()),
    };
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
