import { cpuUsage } from 'node:process';

/** What this process has taken of a processor since then; ms. */
export function millisecondsSince(startedAt: NodeJS.CpuUsage): number {
  const { user, system } = cpuUsage(startedAt);
  return (user + system) / 1000;
}

const TIMES = 500;

/** What doing it once takes of a processor, on average; ms. */
export function millisecondsOf(work: () => unknown): number {
  const startedAt = cpuUsage();
  for (let time = 0; time < TIMES; time += 1) {
    work();
  }
  return millisecondsSince(startedAt) / TIMES;
}
