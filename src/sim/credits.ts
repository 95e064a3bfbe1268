import { createRing } from "./ring.ts";
import type { Waits } from "./deadlock.ts";

/** So many credits: who takes some and finds too few waits until others give theirs back. */
export interface Credits extends Waits {
  readonly free: () => number;
  /** True if the job has its credits now; else it waits behind those that wait already. */
  readonly take: (job: number, count?: number) => boolean;
  /** Give credits back: of those that `job` took, or new ones without a job. */
  readonly give: (count: number, job?: number) => void;
  /** The job that has its credits next, first come first served; −1 if none can go on. Ask until then. */
  readonly next: () => number;
}

/** Flow control by credits: places of a buffer, spare machines, micro-batches in flight. */
export function createCredits(name: string, credits: number): Credits {
  const jobs = createRing();
  const counts = createRing();
  const taken: number[] = [];
  let free = credits;
  const grant = (job: number, count: number): void => {
    free -= count;
    while (taken.length <= job) taken.push(0);
    taken[job]! += count;
  };
  const returned = (job: number, count: number): void => {
    if (count > (taken[job] ?? 0)) throw new RangeError(`job ${job} gives back more of ${name} than it took`);
    taken[job]! -= count;
  };
  return {
    name,
    holders: () => taken.flatMap((count, job) => (count > 0 ? [job] : [])),
    waiting: jobs.toArray,
    free: () => free,
    take: (job, count = 1) => {
      if (jobs.length() === 0 && count <= free) {
        grant(job, count);
        return true;
      }
      jobs.push(job);
      counts.push(count);
      return false;
    },
    give: (count, job) => {
      if (job !== undefined) returned(job, count);
      free += count;
    },
    next: () => {
      if (jobs.length() === 0 || counts.first() > free) return -1;
      grant(jobs.first(), counts.shift());
      return jobs.shift();
    },
  };
}
