import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  impliedRestartSeconds,
  optimalIntervalSeconds,
  trainingShare,
} from "../../src/faults/checkpoint-laws.ts";
import { CHIP_HOURS_PER_FAILURE, RESTART_SECONDS } from "../../src/faults/failure-constants.ts";
import { checkpointSeconds } from "../../src/faults/faulty-run.ts";
import { runWithFaults, type FaultyRun } from "../../src/faults/run-with-faults.ts";
import { simulateFaults } from "../../src/faults/simulate-faults.ts";

const HOUR = 3600;
/** Failures every 4 h, checkpoints of a minute, restarts of 10 minutes; nothing needs repair. */
const RUN: FaultyRun = {
  seconds: 720 * HOUR,
  stepSeconds: 1,
  intervalSeconds: 1800,
  writeSeconds: 60,
  restartSeconds: 600,
  machines: 100,
  failuresPerSecond: 1 / (400 * HOUR),
  repairShare: 0,
  repairSeconds: 24 * HOUR,
  spareMachines: 0,
  elastic: false,
  replicas: 10,
  machinesPerReplica: 10,
};
const MEAN = 4 * HOUR;

describe("laws of checkpoints", () => {
  test("Daly's interval by hand: δ = 60 s, M = 4 h", () => {
    const ratio = 60 / (2 * 14_400);
    expect(optimalIntervalSeconds({ writeSeconds: 60, meanSeconds: MEAN })).toBeCloseTo(
      Math.sqrt(2 * 60 * 14_400) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - 60,
      9,
    );
    expect(optimalIntervalSeconds({ writeSeconds: 9 * HOUR, meanSeconds: MEAN })).toBe(MEAN);
  });
  test("Daly's interval is where the exact share of training is largest, to 1 %", () => {
    const times = { writeSeconds: 60, meanSeconds: MEAN, restartSeconds: 600 };
    const best = optimalIntervalSeconds(times);
    for (const factor of [0.97, 1.03])
      expect(trainingShare(best * factor, times)).toBeLessThan(trainingShare(best, times));
  });
  test("the share is 1 − δ/τ − (τ/2 + R)/M while all these are small", () => {
    const times = { writeSeconds: 1, meanSeconds: 1e7, restartSeconds: 100 };
    expect(trainingShare(1000, times)).toBeCloseTo(1 - 1 / 1000 - (500 + 100) / 1e7, 5);
  });
  test("the implied restart time gives the share back; checkpoints that cost more have none", () => {
    const times = { writeSeconds: 60, meanSeconds: MEAN };
    const restartSeconds = impliedRestartSeconds(0.8, times)!;
    expect(trainingShare(optimalIntervalSeconds(times), { ...times, restartSeconds })).toBeCloseTo(0.8, 12);
    expect(impliedRestartSeconds(0.99, times)).toBeUndefined();
  });
});

describe("a run with failures", () => {
  const totalSeconds = (run: FaultyRun, seed: number): number => {
    const { steps, failures, repairs, ...seconds } = runWithFaults(run, seed);
    expect(steps * run.stepSeconds).toBeLessThanOrEqual(seconds.trainedSeconds + 1e-6);
    expect(repairs).toBeLessThanOrEqual(failures);
    return Object.values(seconds).reduce((sum, one) => sum + one, 0);
  };

  test("accounts for every second, whatever fails", () =>
    fc.assert(
      fc.property(
        fc.record({
          failuresPerSecond: fc.double({ min: 1e-8, max: 1e-5, noNaN: true }),
          repairShare: fc.double({ min: 0, max: 1, noNaN: true }),
          spareMachines: fc.nat({ max: 3 }),
          elastic: fc.boolean(),
          machinesPerReplica: fc.constantFrom(0.5, 1, 10),
        }),
        fc.nat({ max: 1000 }),
        (some, seed) => {
          const run = { ...RUN, ...some, machines: RUN.replicas * some.machinesPerReplica };
          expect(totalSeconds(run, seed)).toBeCloseTo(run.seconds, 3);
        },
      ),
    ));

  test("trains the share that Daly's law expects, within 4 standard errors", () => {
    const long = { ...RUN, seconds: 10_000 * HOUR };
    const shares = Array.from(
      { length: 16 },
      (_, seed) => runWithFaults(long, seed).trainedSeconds / long.seconds,
    );
    const mean = shares.reduce((sum, one) => sum + one, 0) / shares.length;
    const error = Math.sqrt(shares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 15 / 16);
    const expected = trainingShare(1800, { writeSeconds: 60, meanSeconds: MEAN, restartSeconds: 600 });
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.002);
  });

  test("its best interval is Daly's within 5 %: the vertex of a parabola through simulated losses", () => {
    const daly = optimalIntervalSeconds({ writeSeconds: 60, meanSeconds: MEAN });
    const factors = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((at) => at / 4);
    const losses = factors.map((exponent) => {
      const run = { ...RUN, seconds: 20_000 * HOUR, intervalSeconds: daly * 2 ** exponent };
      return 1 - runWithFaults(run, 1).trainedSeconds / run.seconds;
    });
    // least squares of a + b·x + c·x² on points that are symmetric about 0
    const sum = (of: (x: number, loss: number) => number): number =>
      factors.reduce((total, x, at) => total + of(x, losses[at]!), 0);
    const [n, x2, x4] = [factors.length, sum((x) => x * x), sum((x) => x ** 4)];
    const linear = sum((x, loss) => x * loss) / x2;
    const square = (n * sum((x, loss) => x * x * loss) - x2 * sum((_, loss) => loss)) / (n * x4 - x2 * x2);
    expect(square).toBeGreaterThan(0);
    expect(Math.abs(2 ** (-linear / (2 * square)) - 1)).toBeLessThan(0.05);
  });

  test("the same seed gives the same account; without failures nothing is lost but writes", () => {
    expect(runWithFaults(RUN, 3)).toEqual(runWithFaults(RUN, 3));
    const calm = runWithFaults({ ...RUN, failuresPerSecond: 0 }, 0);
    expect(calm.failures + calm.repeatedSeconds + calm.restartingSeconds + calm.waitingSeconds).toBe(0);
    expect(calm.writingSeconds / calm.trainedSeconds).toBeCloseTo(60 / 1800, 3);
  });

  test("fewer failures, more spares, shorter restarts: never less training in expectation", () => {
    const repaired = { ...RUN, repairShare: 0.5, intervalSeconds: undefined };
    const share = (some: Partial<FaultyRun>): number =>
      simulateFaults({ ...repaired, ...some }, 5).goodput.mean;
    const base = share({});
    expect(share({ failuresPerSecond: RUN.failuresPerSecond / 2 })).toBeGreaterThan(base);
    expect(share({ spareMachines: 20 })).toBeGreaterThan(base);
    expect(share({ restartSeconds: 60 })).toBeGreaterThan(base);
    expect(share({ elastic: true })).toBeGreaterThan(base);
  });

  test("without a spare a run waits for the repair; an elastic one misses a tenth, and never waits", () => {
    const one = { ...RUN, repairShare: 1, failuresPerSecond: 1 / (100 * 200 * HOUR) };
    const rigid = simulateFaults(one, 2).account;
    expect(rigid.waitingSeconds / (rigid.failures * 24 * HOUR)).toBeGreaterThan(0.9);
    const elastic = simulateFaults({ ...one, elastic: true }, 2).account;
    expect(elastic.waitingSeconds).toBe(0);
    expect(elastic.missingSeconds / (elastic.failures * 2.4 * HOUR)).toBeGreaterThan(0.8);
    expect(elastic.missingSeconds / (elastic.failures * 2.4 * HOUR)).toBeLessThan(1.1);
  });
});

/** Machines of 8 GPUs with a network card each, of 400 Gb/s (H100) and 200 Gb/s (A100). */
const PUBLISHED = [
  {
    ...{ name: "Llama 3.1 405B", chips: 16_384, parameters: 405e9, hostBytesPerSecond: 400e9, share: 0.9 },
    meanHours: CHIP_HOURS_PER_FAILURE.value / 16_384,
  },
  {
    ...{ name: "OPT-175B", chips: 992, parameters: 175e9, hostBytesPerSecond: 200e9, share: 0.59 },
    meanHours: 7.5,
  },
];

test("published shares by one rule: Llama 3.1's is reached with automatic restarts, OPT's needs four hours by hand", () => {
  const told = PUBLISHED.map(({ name, chips, parameters, hostBytesPerSecond, share, meanHours }) => {
    const writeSeconds = checkpointSeconds(parameters, chips / 8, hostBytesPerSecond);
    const restartSeconds = RESTART_SECONDS.value + writeSeconds;
    const times = { meanSeconds: meanHours * HOUR, writeSeconds, restartSeconds };
    const percent = 100 * trainingShare(optimalIntervalSeconds(times), times);
    const minutes = (impliedRestartSeconds(share, times) ?? NaN) / 60;
    return `${name}: ${percent.toFixed(1)} % with restarts of 10 min; ${100 * share} % means restarts of ${minutes.toFixed(0)} min`;
  });
  expect(told).toEqual([
    "Llama 3.1 405B: 94.6 % with restarts of 10 min; 90 % means restarts of 19 min",
    "OPT-175B: 97.5 % with restarts of 10 min; 59 % means restarts of 236 min",
  ]);
});
