import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBarrier } from "../../src/sim/barrier.ts";
import { EventQueue } from "../../src/sim/event-queue.ts";
import { createFairShare, type Claim } from "../../src/sim/fair-share.ts";
import { createCredits } from "../../src/sim/credits.ts";
import { Deadlock, refuseDeadlock } from "../../src/sim/deadlock.ts";
import { createRandom } from "../../src/sim/random.ts";
import { createServer } from "../../src/sim/server.ts";

interface Job {
  readonly arrival: number;
  readonly work: number;
  readonly rate: number;
  readonly claims: readonly Claim[];
}
interface Served {
  /** When each job was done. */
  readonly done: readonly number[];
  /** Largest draw on each pool at any time. */
  readonly mostDrawn: readonly number[];
  /** ∫ draw of all jobs, all pools. */
  readonly drawn: number;
}

/** Serve jobs until all are done, watching the pools. */
function serve(capacities: readonly number[], jobs: readonly Job[], shuffle?: number): Served {
  const queue = new EventQueue(shuffle === undefined ? undefined : createRandom(shuffle));
  const stamps = jobs.map(() => 0);
  const speeds = jobs.map(() => 0);
  const done = jobs.map(() => -1);
  const mostDrawn = capacities.map(() => 0);
  let drawn = 0;
  let last = 0;
  const share = createFairShare(capacities, (job, due, speed) => {
    speeds[job] = speed;
    queue.push(due, job, ++stamps[job]!);
  });
  jobs.forEach(({ arrival }, job) => queue.push(arrival, job, -1));
  while (queue.pop()) {
    const { time, subject, stamp } = queue;
    for (const [pool] of capacities.entries()) {
      const draw = jobs.reduce(
        (sum, { rate, claims }, job) =>
          sum +
          claims.reduce(
            (inner, claim) => inner + (claim.pool === pool ? claim.weight * rate * speeds[job]! : 0),
            0,
          ),
        0,
      );
      if (time > last) mostDrawn[pool] = Math.max(mostDrawn[pool]!, draw);
      drawn += draw * (time - last);
    }
    last = time;
    const { work, rate, claims } = jobs[subject]!;
    if (stamp === -1) share.begin(subject, time, work, rate, claims);
    else if (stamp === stamps[subject]) {
      share.end(subject, time);
      speeds[subject] = 0;
      done[subject] = time;
    }
  }
  return { done, mostDrawn, drawn };
}
const alone = (work: number, rate = 1, arrival = 0): Job => ({
  arrival,
  work,
  rate,
  claims: [{ pool: 0, weight: 1 }],
});

describe("fair share", () => {
  test("alone, a job runs at full speed", () => expect(serve([1], [alone(100)]).done).toEqual([100]));

  test("two equal jobs on a pool for one take twice as long", () =>
    expect(serve([1], [alone(100), alone(100)]).done).toEqual([200, 200]));

  test("a late job: 50 alone, then halves until the first has had 50 more, then the rest of the second", () =>
    expect(serve([1], [alone(100), alone(100, 1, 50)]).done).toEqual([50 + 2 * 50, 150 + 50]));

  test("a job that asks for little gets it; the others share what is left", () =>
    expect(serve([1], [alone(100, 0.2), alone(40, 1), alone(40, 1)]).done).toEqual([
      100,
      40 / 0.4,
      40 / 0.4,
    ]));

  test("a job of weight 3 beside one of weight 1: each party gets a quarter", () => {
    const heavy = { ...alone(100), claims: [{ pool: 0, weight: 3 }] };
    expect(serve([1], [heavy, alone(100)]).done).toEqual([400, 400]);
  });

  test("with two pools the slower sets the speed", () => {
    const both = {
      ...alone(100),
      claims: [
        { pool: 0, weight: 1 },
        { pool: 1, weight: 1 },
      ],
    };
    expect(serve([1, 0.25], [both]).done).toEqual([400]);
  });

  const job = fc.record({
    arrival: fc.nat({ max: 1000 }),
    work: fc.integer({ min: 1, max: 1000 }),
    rate: fc.integer({ min: 1, max: 20 }),
    claims: fc
      .uniqueArray(fc.nat({ max: 2 }), { minLength: 1 })
      .chain((pools) =>
        fc.tuple(...pools.map((pool) => fc.integer({ min: 1, max: 4 }).map((weight) => ({ pool, weight })))),
      ),
  });
  const jobs = fc.array(job, { minLength: 1, maxLength: 12 });
  const capacities = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 30 })));

  test("no pool gives more than it has, and every job gets all its work and no faster than alone", () =>
    fc.assert(
      fc.property(capacities, jobs, (pools, all) => {
        const { done, mostDrawn, drawn } = serve(pools, all);
        mostDrawn.forEach((draw, pool) => expect(draw).toBeLessThanOrEqual(pools[pool]! * (1 + 1e-8)));
        all.forEach(({ arrival, work }, at) => expect(done[at]! - arrival).toBeGreaterThanOrEqual(work - 1));
        // each job's parties draw rate × work in all; finishing on a whole tick adds or leaves up to half a tick
        const asked = all.map(
          ({ rate, claims }) => rate * claims.reduce((sum, { weight }) => sum + weight, 0),
        );
        const work = all.reduce((sum, one, at) => sum + asked[at]! * one.work, 0);
        expect(Math.abs(drawn - work)).toBeLessThanOrEqual(asked.reduce((sum, draw) => sum + draw, 0));
      }),
    ));

  test("the order of events of the same tick changes nothing", () =>
    fc.assert(
      fc.property(capacities, jobs, fc.nat(), (pools, all, seed) => {
        const { done } = serve(pools, all);
        serve(pools, all, seed).done.forEach((time, at) =>
          expect(Math.abs(time - done[at]!)).toBeLessThanOrEqual(1),
        );
      }),
    ));

  test("ending a job that is not served is a mistake", () =>
    expect(() => createFairShare([1], () => {}).end(0, 0)).toThrow(RangeError));
});

describe("a server", () => {
  test("is held by the first, then by those that wait, in order of arrival", () => {
    const server = createServer("printer");
    expect([server.enter(7), server.enter(5), server.enter(6)]).toEqual([true, false, false]);
    expect([server.leave(7), server.leave(5), server.leave(6)]).toEqual([5, 6, -1]);
    expect(server.enter(8)).toBe(true);
  });
  test("with two places serves two; the place that is left goes to the first that waits", () => {
    const server = createServer("desk", 2);
    expect([1, 2, 3, 4].map((job) => server.enter(job))).toEqual([true, true, false, false]);
    expect([server.leave(2), server.leave(1), server.leave(4), server.leave(3)]).toEqual([3, 4, -1, -1]);
  });
  test("serves lower ranks first, equal ones in order of arrival, and puts nobody out", () => {
    const server = createServer("printer");
    [1, 2, 3, 4, 5].forEach((job, at) => server.enter(job, [9, 2, 0, 2, 0][at]));
    const order: number[] = [];
    for (let job = 1; job >= 0; job = server.leave(job)) order.push(job);
    expect(order).toEqual([1, 3, 5, 2, 4]);
  });
  test("keeps the order of a thousand that wait while others leave", () => {
    const server = createServer("printer");
    const order: number[] = [0];
    for (let job = 0; job < 1000; job++) {
      server.enter(job);
      if (job % 3 === 2) order.push(server.leave(order.at(-1)!));
    }
    while (order.at(-1)! >= 0) order.push(server.leave(order.at(-1)!));
    expect(order).toEqual([...Array.from({ length: 1000 }, (_, job) => job), -1]);
  });
  test("leaving when one does not hold it is a mistake", () =>
    expect(() => createServer("printer").leave(3)).toThrow("job 3 does not hold printer"));
});

describe("credits", () => {
  test("who finds too few waits, and those behind wait too, so that a large demand is not starved", () => {
    const credits = createCredits("buffers", 4);
    expect([credits.take(1, 3), credits.take(2, 2), credits.take(3, 1)]).toEqual([true, false, false]);
    expect(credits.next()).toBe(-1);
    credits.give(1, 1);
    expect([credits.next(), credits.next(), credits.free()]).toEqual([2, -1, 0]);
    credits.give(2, 1);
    expect([credits.next(), credits.next(), credits.free()]).toEqual([3, -1, 1]);
  });
  test("nobody gives back what he did not take; new credits come without a giver", () => {
    const credits = createCredits("spares", 0);
    expect(() => credits.give(1, 0)).toThrow("job 0 gives back more of spares than it took");
    expect(credits.take(0)).toBe(false);
    credits.give(1);
    expect(credits.next()).toBe(0);
  });
  test("credits are conserved: free and taken add up to what there is", () =>
    fc.assert(
      fc.property(
        fc.nat({ max: 9 }),
        fc.array(fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 3 }))),
        (total, asked) => {
          const credits = createCredits("credits", total);
          const taken = [0, 0, 0, 0, 0];
          const waits = new Map<number, number>();
          for (const [job, count] of asked) {
            if (taken[job]! > 0) {
              credits.give(taken[job]!, job);
              taken[job] = 0;
            } else if (!waits.has(job)) {
              if (credits.take(job, count)) taken[job] = count;
              else waits.set(job, count);
            }
            for (let next = credits.next(); next >= 0; next = credits.next()) {
              taken[next] = waits.get(next)!;
              waits.delete(next);
            }
            expect(credits.free() + taken.reduce((sum, one) => sum + one, 0)).toBe(total);
            expect(credits.waiting()).toEqual([...waits.keys()]);
          }
        },
      ),
    ));
});

describe("a deadlock", () => {
  const name = (job: number): string => `job ${job}`;
  test("names the circle: who waits for what, and who holds it", () => {
    const [disk, printer, desk] = [createServer("disk"), createServer("printer"), createServer("desk")];
    disk.enter(1);
    printer.enter(2);
    desk.enter(3);
    disk.enter(2);
    printer.enter(1);
    desk.enter(1);
    expect(() => refuseDeadlock([disk, printer, desk], name)).toThrow(
      new Deadlock(
        "jobs wait for each other in a circle: job 2 waits for disk, held by job 1; job 1 waits for printer, held by job 2",
      ),
    );
  });
  test("without a circle, says who never gave back what", () => {
    const credits = createCredits("buffers", 1);
    credits.take(4);
    credits.take(5);
    expect(() => refuseDeadlock([credits], name)).toThrow(
      "nothing can happen any more: job 5 waits for buffers, held by job 4",
    );
  });
  test("is none if nobody waits", () => {
    const server = createServer("disk");
    server.enter(1);
    expect(() => refuseDeadlock([server], name)).not.toThrow();
  });
});

describe("a barrier", () => {
  test("opens with the last to arrive, once", () => {
    const barrier = createBarrier(3);
    expect([barrier.arrive(), barrier.arrive(), barrier.missing(), barrier.arrive()]).toEqual([
      false,
      false,
      1,
      true,
    ]);
    expect(() => barrier.arrive()).toThrow(RangeError);
  });
});
