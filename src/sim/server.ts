import { createRing } from "./ring.ts";
import type { Waits } from "./deadlock.ts";

/** A server that so many jobs hold at a time; the others wait. */
export interface Server extends Waits {
  /** True if the job holds a place now; else it waits. Of those that wait, a lower `rank` is served first. */
  readonly enter: (job: number, rank?: number) => boolean;
  /** A holder leaves; the job that holds its place next, −1 if none waited. */
  readonly leave: (job: number) => number;
}

/**
 * Jobs of one rank are served first in, first out; with several ranks the lowest goes first, and nobody who is being
 * served is put out. Ranks are small whole numbers from 0 on: each has a queue of its own.
 */
export function createServer(name: string, places = 1): Server {
  const held: number[] = [];
  const queues = [createRing()];
  const next = (): number => {
    for (const queue of queues) if (queue.length() > 0) return queue.shift();
    return -1;
  };
  return {
    name,
    holders: () => held,
    waiting: () => queues.flatMap((queue) => queue.toArray()),
    enter: (job, rank = 0) => {
      if (held.length < places) {
        held.push(job);
        return true;
      }
      while (queues.length <= rank) queues.push(createRing());
      queues[rank]!.push(job);
      return false;
    },
    leave: (job) => {
      const place = held.indexOf(job);
      if (place < 0) throw new RangeError(`job ${job} does not hold ${name}`);
      const follower = next();
      if (follower >= 0) held[place] = follower;
      else {
        held[place] = held[held.length - 1]!;
        held.pop();
      }
      return follower;
    },
  };
}
