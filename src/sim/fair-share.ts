/** What a job takes of a pool: `weight` equal parties, each drawing the job's rate. */
export interface Claim {
  readonly pool: number;
  readonly weight: number;
}

/** Service of shared pools in progress: jobs begin and end, and are told when they would be done. */
export interface FairShare {
  /** `work` ticks at full speed, at which each party draws `rate` from every claimed pool. */
  begin(job: number, now: number, work: number, rate: number, claims: readonly Claim[]): void;
  end(job: number, now: number): void;
}

interface Running {
  readonly job: number;
  readonly rate: number;
  readonly claims: readonly Claim[];
  remaining: number;
  speed: number;
  since: number;
}
interface Member {
  readonly running: Running;
  readonly weight: number;
}

/** Demand above capacity by rounding alone is none. */
const ROUNDING = 1e-9;

/**
 * Max-min fair sharing of pools of given capacity (per second) by jobs with a rate of their own.
 *
 * Every party gets what it asks for, but no more than the pool's level L, where Σ weight · min(rate, L) = capacity;
 * a pool with enough for all has no level. A job runs at min(1, L/rate) of full speed, with several pools at the
 * slowest of them. Nothing depends on the order of arrivals. Source: Bertsekas and Gallager, Data Networks, §6.5.2.
 *
 * `reschedule` is called whenever a job's speed changes, with the tick at which it will then be done; an earlier
 * tick told for the same job is void.
 */
export function createFairShare(
  capacities: readonly number[],
  reschedule: (job: number, due: number, speed: number) => void,
): FairShare {
  const pools: Member[][] = capacities.map(() => []);
  const levels = new Float64Array(capacities.length).fill(Infinity);
  const running = new Map<number, Running>();

  const settle = (claims: readonly Claim[], now: number): void => {
    const touched = new Set<Running>();
    for (const { pool } of claims) {
      levels[pool] = fairLevel(capacities[pool]!, pools[pool]!);
      for (const member of pools[pool]!) touched.add(member.running);
    }
    for (const one of touched) adjust(one, now);
  };
  const adjust = (one: Running, now: number): void => {
    const speed = one.claims.reduce((least, { pool }) => Math.min(least, levels[pool]! / one.rate), 1);
    if (speed === one.speed) return;
    one.remaining -= one.speed * (now - one.since);
    one.speed = speed;
    one.since = now;
    reschedule(one.job, now + Math.max(0, Math.round(one.remaining / speed)), speed);
  };
  return {
    begin: (job, now, work, rate, claims) => {
      const one: Running = { job, rate, claims, remaining: work, speed: 0, since: now };
      running.set(job, one);
      for (const { pool, weight } of claims) insert(pools[pool]!, { running: one, weight });
      settle(claims, now);
    },
    end: (job, now) => {
      const one = running.get(job);
      if (one === undefined) throw new RangeError(`job ${job} is not being served`);
      running.delete(job);
      for (const { pool } of one.claims)
        pools[pool] = pools[pool]!.filter((member) => member.running !== one);
      settle(one.claims, now);
    },
  };
}

/** Members stay in the order of their jobs, so that sums round alike whatever the order of arrival. */
function insert(members: Member[], member: Member): void {
  let at = members.length;
  while (at > 0 && members[at - 1]!.running.job > member.running.job) at--;
  members.splice(at, 0, member);
}

function fairLevel(capacity: number, members: readonly Member[]): number {
  const demand = members.reduce((sum, { weight, running }) => sum + weight * running.rate, 0);
  if (demand <= capacity * (1 + ROUNDING)) return Infinity;
  let open = members;
  let left = capacity;
  for (;;) {
    const level = left / open.reduce((sum, { weight }) => sum + weight, 0);
    const limited = open.filter(({ running }) => running.rate > level);
    if (limited.length === open.length || limited.length === 0) return level;
    left -= open.reduce(
      (sum, { weight, running }) => sum + (running.rate <= level ? weight * running.rate : 0),
      0,
    );
    open = limited;
  }
}
