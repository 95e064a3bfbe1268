import { describe, expect, test } from "vitest";
import { createFairShare } from "../../src/sim/fair-share.ts";
import { createRandom, drawExponential } from "../../src/sim/random.ts";
import { createServer } from "../../src/sim/server.ts";
import { createSimulation } from "../../src/sim/simulation.ts";

/** Ticks of a mean service. */
const SERVICE = 2 ** 20;
const CUSTOMERS = 30_000;
/** Customers that find the system still filling, and batches whose means are as good as independent. */
const WARM_UP = 2_500;
const BATCHES = 25;
/** Half the width of a confidence interval of 99.9 % with 24 degrees of freedom, in standard errors (Student). */
const STUDENT = 3.745;

interface Model {
  readonly load: number;
  readonly serviceTicks: (random: () => number) => number;
  readonly discipline: "fifo" | "shared";
  readonly shuffle?: number;
}

/** Mean time in the system, in mean services, with the half-width of its confidence interval by batch means. */
function sojourn(model: Model): { readonly mean: number; readonly halfWidth: number } {
  const { means } = run(model);
  const mean = means.reduce((sum, one) => sum + one, 0) / BATCHES;
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (BATCHES - 1);
  return { mean, halfWidth: STUDENT * Math.sqrt(variance / BATCHES) };
}

function run({ load, serviceTicks, discipline, shuffle }: Model): {
  readonly means: readonly number[];
  readonly done: readonly number[];
} {
  const arrivals = createRandom(11, 1);
  const services = createRandom(11, 2);
  const arrived = new Float64Array(CUSTOMERS);
  const work = Float64Array.from({ length: CUSTOMERS }, () => Math.round(serviceTicks(services)));
  const done = new Float64Array(CUSTOMERS);
  const stamps = new Int32Array(CUSTOMERS);
  const server = createServer("server");
  const serve = (customer: number): void => simulation.at(simulation.now() + work[customer]!, DONE, customer);
  const share = createFairShare([1], (customer, due) =>
    simulation.at(due, SHARED, customer, ++stamps[customer]!),
  );
  const ARRIVE = 0;
  const DONE = 1;
  const SHARED = 2;
  const arrive = (customer: number): void => {
    arrived[customer] = simulation.now();
    if (customer + 1 < CUSTOMERS) {
      const gap = Math.round((drawExponential(arrivals) * SERVICE) / load);
      simulation.at(simulation.now() + gap, ARRIVE, customer + 1);
    }
    if (discipline === "shared")
      share.begin(customer, simulation.now(), work[customer]!, 1, [{ pool: 0, weight: 1 }]);
    else if (server.enter(customer)) serve(customer);
  };
  const leave = (customer: number): void => {
    done[customer] = simulation.now();
    const next = server.leave(customer);
    if (next >= 0) serve(next);
  };
  const leaveShared = (customer: number, stamp: number): void => {
    if (stamp !== stamps[customer]) return;
    done[customer] = simulation.now();
    share.end(customer, simulation.now());
  };
  const random = shuffle === undefined ? undefined : createRandom(shuffle);
  const simulation = createSimulation([arrive, leave, leaveShared], random);
  simulation.at(0, ARRIVE, 0);
  simulation.run();
  const size = (CUSTOMERS - WARM_UP) / BATCHES;
  const means = Array.from({ length: BATCHES }, (_, batch) => {
    let sum = 0;
    for (let at = 0; at < size; at++) {
      const customer = WARM_UP + batch * size + at;
      sum += (done[customer]! - arrived[customer]!) / SERVICE;
    }
    return sum / size;
  });
  return { means, done: [...done] };
}

const exponential = (random: () => number): number => drawExponential(random) * SERVICE;
/** One in ten services takes 5.5 times as long as the mean, the others half: mean 1, second moment 3.25. */
const twoPoint = (random: () => number): number => (random() < 0.1 ? 5.5 : 0.5) * SERVICE;

describe("queues wait as theory says, within confidence bounds of 99.9 %", () => {
  test("M/M/1 at load 0.7: 1 / (1 − ρ) services in the system", () => {
    const { mean, halfWidth } = sojourn({ load: 0.7, serviceTicks: exponential, discipline: "fifo" });
    expect(Math.abs(mean - 1 / (1 - 0.7))).toBeLessThan(halfWidth);
    expect(halfWidth).toBeLessThan(0.4);
  });
  test("M/D/1 at load 0.7: 1 + ρ / 2(1 − ρ)", () => {
    const { mean, halfWidth } = sojourn({ load: 0.7, serviceTicks: () => SERVICE, discipline: "fifo" });
    expect(Math.abs(mean - (1 + 0.7 / (2 * (1 - 0.7))))).toBeLessThan(halfWidth);
    expect(halfWidth).toBeLessThan(0.2);
  });
  test("M/G/1 at load 0.5: 1 + ρ·E[S²] / 2(1 − ρ), with E[S²] = 0.1·5.5² + 0.9·0.5² = 3.25", () => {
    const { mean, halfWidth } = sojourn({ load: 0.5, serviceTicks: twoPoint, discipline: "fifo" });
    expect(Math.abs(mean - (1 + (0.5 * 3.25) / (2 * (1 - 0.5))))).toBeLessThan(halfWidth);
    expect(halfWidth).toBeLessThan(0.3);
  });
  test("M/G/1 with fair sharing at load 0.6: 1 / (1 − ρ), whatever the distribution of services", () => {
    for (const serviceTicks of [exponential, twoPoint, () => SERVICE]) {
      const { mean, halfWidth } = sojourn({ load: 0.6, serviceTicks, discipline: "shared" });
      expect(Math.abs(mean - 1 / (1 - 0.6))).toBeLessThan(halfWidth);
      expect(halfWidth).toBeLessThan(0.4);
    }
  });
  test("the same seed gives the same times to the tick, with ties in any order", () => {
    const model = { load: 0.7, serviceTicks: () => SERVICE, discipline: "fifo" } as const;
    const { done } = run(model);
    expect(run(model).done).toEqual(done);
    expect(run({ ...model, shuffle: 3 }).done).toEqual(done);
  });
});
