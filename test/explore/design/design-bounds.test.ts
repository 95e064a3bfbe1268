import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { metricBounds } from "../../../src/explore/design/design-bounds.ts";
import type { Limit } from "../../../src/explore/design/design-question.ts";
import { openSpecs } from "../../../src/spec/load.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { operatorFlops } from "../../../src/workload/graph/operator-flops.ts";

const specs = openSpecs();
const arch = buildArch(await specs.arch("bow-pod4"));
const { spec: workload } = await specs.workload("bert-base");
const bounds = metricBounds(arch, workload);
const samples = workload.task.kind === "inference" ? 0 : workload.task.globalBatch;
/** What chips draw passes the power supplies of their machine, which lose a share of it. */
const supplies = 1 + arch.machine.lossShare;
const standing =
  arch.chips * arch.chip.power.idleWatts * supplies +
  arch.machines * arch.machine.overheadWatts +
  arch.hosts * arch.hostWatts +
  arch.networkWatts;

/** Forward and two gradients of every matrix product, in the cheapest format. */
function productJoules(): number {
  let flops = 0;
  for (const { count, operators } of buildOperatorGraph(workload, "training").blocks)
    for (const op of operators) if (op.kind === "matmul") flops += count * operatorFlops(op);
  return supplies * samples * 3 * flops * Math.min(...Object.values(arch.chip.joulesPerFlop));
}

const power = (bound: number): Limit => ({ metric: "averagePowerWatts", sense: "<=", bound, text: "" });

test("supplies of a Bow-2000 lose something", () => expect(supplies).toBeGreaterThan(1.1));

test("energy is at least what flows anyway in that time, and that of the products", () => {
  const read = bounds.read({ secondsPerSample: 0.01 });
  expect(read("stepTimeSeconds")).toBeCloseTo(0.01 * samples, 9);
  expect(
    (samples * read("energyJoulesPerSample")!) / (standing * 0.01 * samples + productJoules()),
  ).toBeCloseTo(1, 9);
  expect(read("capexDollars")).toBe(arch.capexDollars);
});

test("of a bound of time only standing power is sure, of a time itself all that its joules come to", () => {
  expect(bounds.read({ secondsPerSample: 0.01 })("averagePowerWatts")).toBeCloseTo(standing, 9);
  const exact = bounds.read({ secondsPerSample: 0.01, mostSecondsPerSample: 0.01, joules: 50 * samples });
  expect(exact("averagePowerWatts")).toBeCloseTo(standing + (supplies * 50) / 0.01, 6);
  expect(exact("peakPowerWatts")).toBeCloseTo(standing + (supplies * 50) / 0.01, 6);
});

test("a limit of power leaves the products time to draw what they must", () => {
  const seconds = bounds.secondsWithin([power(standing + 100)]);
  expect((seconds * samples * 100) / productJoules()).toBeCloseTo(1, 6);
  expect(bounds.secondsWithin([power(standing - 1e-9)])).toBe(Infinity);
  expect(bounds.secondsWithin([{ ...power(standing + 1), sense: ">=" }])).toBe(0);
});

test("of a metric that may get better with time no bound is known", () => {
  const read = bounds.read({ secondsPerSample: 0.01 });
  expect(read("mfu")).toBeUndefined();
  expect(read("latencySeconds")).toBeNull();
});
