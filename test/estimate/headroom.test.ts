import { describe, expect, test } from "vitest";
import { analyticSeconds } from "../../src/estimate/analytic.ts";
import { headroom, RESOURCES } from "../../src/estimate/headroom.ts";
import { TIME_CATEGORIES } from "../../src/estimate/priced-plan.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate } from "../../src/evaluate.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { compute, copy, pipeline, pricedPlan } from "./priced.ts";

const specs = await openShippedSpecs();

describe("headroom", () => {
  test("of a pipeline of two: what waits for the other stage moves up", () => {
    // Three micro-batches over two stages: four cycles, the first of stage 0 alone. A quarter of compute is vectors.
    const program = pipeline(3, { forward: [compute(4)] }, { forward: [compute(4), copy(2)] });
    const factors = headroom([pricedPlan(program)]);
    expect(factors["links between chips"]).toBeCloseTo((4 + 3 * 6) / (4 + 3 * 4), 12);
    expect(factors["matmul units"]).toBeCloseTo((4 + 3 * 6) / (1 + 3 * (1 + 2)), 12);
    expect(factors.host).toBe(1);
  });

  test("all time but waiting for a pipeline or for the fullest experts is charged to one resource", () => {
    const charged = Object.values(RESOURCES).flat();
    expect([...charged, "bubble", "imbalance"].toSorted()).toEqual([...TIME_CATEGORIES].toSorted());
  });

  test.each([
    ["bow-pod16", "bert-base"],
    ["bow-pod16", "gpt-j-6b"],
    ["a100-gpus", "bert-base"],
  ])("on %s for %s: no resource slows a step by being faster, and matmuls count", async (system, id) => {
    const arch = buildArch(await specs.arch(system));
    const { spec } = await specs.workload(id);
    const { evaluation } = findPlan({ arch, workload: spec }).best!;
    const phases = evaluation.phases.map(({ priced }) => priced);
    const factors = headroom(phases);
    for (const factor of Object.values(factors)) expect(factor).toBeGreaterThanOrEqual(1 - 1e-12);
    expect(factors["matmul units"]).toBeGreaterThan(1.05);
  });

  test("of links: what a machine with links a million times as fast and without latency would gain", async () => {
    const arch = buildArch(await specs.arch("bow-pod16"));
    const { spec } = await specs.workload("bert-base");
    const { choice, evaluation } = findPlan({ arch, workload: spec }).best!;
    const phases = evaluation.phases.map(({ priced }) => priced);
    const quick = { bytesPerSecond: 1e18, bytesPerSecondEach: 1e18, latencySeconds: 0 };
    const fast = {
      ...arch,
      chip: { ...arch.chip, links: { ...arch.chip.links, ...quick } },
      machine: { ...arch.machine, gateway: { ...arch.machine.gateway, ...quick } },
    };
    const relieved = evaluate({ arch: fast as typeof arch, workload: spec, choice, fidelity: "analytic" });
    if (relieved.kind !== "evaluation") throw new Error("it does not fit");
    const seconds = analyticSeconds(relieved.phases[0]!.priced);
    const gained = analyticSeconds(phases[0]!) / seconds;
    expect(headroom(phases)["links between chips"]).toBeGreaterThanOrEqual(gained * (1 - 1e-9));
  });
});
