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

/** Demand above capacity by rounding alone is none. */
const ROUNDING = 1e-9;

/** Jobs that draw on a pool, with their weights, by job: sums round alike whatever the order of arrival. */
interface Pool {
  readonly capacity: number;
  jobs: Int32Array;
  weights: Float64Array;
  length: number;
  /** What each party gets at most; Infinity while there is enough for all. */
  level: number;
}

/** Jobs being served, by number. */
interface Jobs {
  rates: Float64Array;
  remaining: Float64Array;
  speeds: Float64Array;
  since: Float64Array;
  /** The last settlement that looked at a job. */
  seen: Float64Array;
  readonly claims: (readonly Claim[])[];
}

const NONE: readonly Claim[] = [];

/**
 * Max-min fair sharing of pools of given capacity (per second) by jobs with a rate of their own.
 *
 * Every party gets what it asks for, but no more than the pool's level L, where Σ weight · min(rate, L) = capacity;
 * a pool with enough for all has no level. A job runs at min(1, L/rate) of full speed, with several pools at the
 * slowest of them. Nothing depends on the order of arrivals. Source: Bertsekas and Gallager, Data Networks, §6.5.2.
 *
 * `reschedule` is called whenever a job's speed changes, with the tick at which it will then be done; an earlier
 * tick told for the same job is void. Jobs are small whole numbers: their state lies in tables, and serving them
 * makes no garbage.
 */
export function createFairShare(
  capacities: readonly number[],
  reschedule: (job: number, due: number, speed: number) => void,
): FairShare {
  const used: Pool[] = [];
  /** Made when first claimed: of many pools few may ever be. */
  const poolOf = (pool: number): Pool => (used[pool] ??= emptyPool(capacities[pool]!));
  const jobs = emptyJobs();
  let settlement = 0;

  const settle = (claims: readonly Claim[], now: number): void => {
    settlement++;
    for (const { pool } of claims) setLevel(poolOf(pool), jobs.rates);
    for (const { pool } of claims) {
      const { jobs: members, length } = poolOf(pool);
      for (let at = 0; at < length; at++) adjust(members[at]!, now);
    }
  };
  const adjust = (job: number, now: number): void => {
    if (jobs.seen[job] === settlement) return;
    jobs.seen[job] = settlement;
    let speed = 1;
    for (const { pool } of jobs.claims[job]!) speed = Math.min(speed, poolOf(pool).level / jobs.rates[job]!);
    if (speed === jobs.speeds[job]) return;
    jobs.remaining[job]! -= jobs.speeds[job]! * (now - jobs.since[job]!);
    jobs.speeds[job] = speed;
    jobs.since[job] = now;
    reschedule(job, now + Math.max(0, Math.round(jobs.remaining[job]! / speed)), speed);
  };
  return {
    begin: (job, now, work, rate, claims) => {
      if (job >= jobs.rates.length) growJobs(jobs, job);
      jobs.rates[job] = rate;
      jobs.remaining[job] = work;
      jobs.speeds[job] = 0;
      jobs.since[job] = now;
      jobs.claims[job] = claims;
      for (const { pool, weight } of claims) join(poolOf(pool), job, weight);
      settle(claims, now);
    },
    end: (job, now) => {
      const claims = jobs.claims[job] ?? NONE;
      if (claims.length === 0) throw new RangeError(`job ${job} is not being served`);
      jobs.claims[job] = NONE;
      for (const { pool } of claims) leave(poolOf(pool), job);
      settle(claims, now);
    },
  };
}

function emptyPool(capacity: number): Pool {
  return { capacity, jobs: new Int32Array(8), weights: new Float64Array(8), length: 0, level: Infinity };
}

function emptyJobs(): Jobs {
  const column = (): Float64Array => new Float64Array(0);
  return {
    rates: column(),
    remaining: column(),
    speeds: column(),
    since: column(),
    seen: column(),
    claims: [],
  };
}

function growJobs(jobs: Jobs, job: number): void {
  const longer = (column: Float64Array): Float64Array => {
    const grown = new Float64Array(Math.max(16, 2 * job));
    grown.set(column);
    return grown;
  };
  jobs.rates = longer(jobs.rates);
  jobs.remaining = longer(jobs.remaining);
  jobs.speeds = longer(jobs.speeds);
  jobs.since = longer(jobs.since);
  jobs.seen = longer(jobs.seen);
}

function join(pool: Pool, job: number, weight: number): void {
  if (pool.length === pool.jobs.length) {
    const { jobs, weights } = pool;
    pool.jobs = new Int32Array(2 * jobs.length);
    pool.weights = new Float64Array(2 * weights.length);
    pool.jobs.set(jobs);
    pool.weights.set(weights);
  }
  let at = pool.length++;
  for (; at > 0 && pool.jobs[at - 1]! > job; at--) {
    pool.jobs[at] = pool.jobs[at - 1]!;
    pool.weights[at] = pool.weights[at - 1]!;
  }
  pool.jobs[at] = job;
  pool.weights[at] = weight;
}

function leave(pool: Pool, job: number): void {
  let kept = 0;
  for (let at = 0; at < pool.length; at++) {
    if (pool.jobs[at] === job) continue;
    pool.jobs[kept] = pool.jobs[at]!;
    pool.weights[kept++] = pool.weights[at]!;
  }
  pool.length = kept;
}

/** Parties that ask for no more than the level get what they ask for, the others the level: raise it until nothing is left. */
function setLevel(pool: Pool, rates: Float64Array): void {
  const { jobs, weights, length, capacity } = pool;
  let demand = 0;
  for (let at = 0; at < length; at++) demand += weights[at]! * rates[jobs[at]!]!;
  pool.level = Infinity;
  if (demand <= capacity * (1 + ROUNDING)) return;
  let left = capacity;
  for (let satisfied = -Infinity; ; satisfied = pool.level) {
    let openWeight = 0;
    for (let at = 0; at < length; at++) if (rates[jobs[at]!]! > satisfied) openWeight += weights[at]!;
    const level = left / openWeight;
    pool.level = level;
    let granted = 0;
    let limited = false;
    let all = true;
    for (let at = 0; at < length; at++) {
      const rate = rates[jobs[at]!]!;
      if (rate <= satisfied) continue;
      if (rate > level) limited = true;
      else {
        all = false;
        granted += weights[at]! * rate;
      }
    }
    if (all || !limited) return;
    left -= granted;
  }
}
