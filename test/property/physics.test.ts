import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import type { Arch, TiledChip } from "../../src/arch/arch.ts";
import { evaluate, type Evaluation } from "../../src/evaluate.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { traceJoules } from "../estimate/trace-joules.ts";
import type { PlannerCache } from "../../src/estimate/price/matmul-planner.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { drawsOf } from "../helpers/cases.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

/** A plan that fits, found once for each pair; the properties then change one thing at a time. */
interface Case {
  readonly name: string;
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly choice: PlanChoice;
}

const PAIRS = [
  ["bow-pod16", "bert-large"],
  ["mk2-pod64", "gpt2-xl"],
  ["bow-pod256", "gpt-3-175b"],
  ["bow-pod16", "gpt-j-6b-mnli"],
  ["bow-pod64", "gpt-3-13b"],
  ["bow-pod256", "gpt-3-175b-few-shot"],
  ["a100-gpus64", "bert-large"],
] as const;

const planners: PlannerCache = new Map();
const cases: Case[] = [];

beforeAll(async () => {
  const specs = await openShippedSpecs();
  for (const [system, model] of PAIRS) {
    const arch = buildArch(await specs.arch(system));
    const workload = (await specs.workload(model)).spec;
    const found = findPlan({ arch, workload, planners });
    if (found.best !== undefined)
      cases.push({ name: `${system} × ${model}`, arch, workload, choice: found.best.choice });
  }
}, 600_000);

function run(
  { arch, workload, choice }: Omit<Case, "name">,
  fidelity: "analytic" | "event" = "analytic",
): Evaluation {
  const result = evaluate({ arch, workload, choice, fidelity, planners });
  if (result.kind !== "evaluation") throw new Error("it does not fit");
  return result;
}
const seconds = (evaluation: Evaluation): number =>
  evaluation.phases.reduce((sum, { timing }) => sum + timing.seconds, 0);

const pick = fc.nat().map((n) => {
  const found = cases[n % cases.length];
  if (found === undefined) throw new Error("no case");
  return found;
});
const gain = fc.double({ min: 1, max: 20, noNaN: true });

/** Faster in one respect. */
const FASTER: Record<string, (arch: Arch, factor: number) => Arch> = {
  "link bandwidth": (arch, factor) => ({
    ...arch,
    chip: {
      ...arch.chip,
      links: { ...arch.chip.links, bytesPerSecondEach: arch.chip.links.bytesPerSecondEach * factor },
    },
  }),
  "streaming bandwidth": (arch, factor) =>
    arch.memories.streaming === undefined
      ? arch
      : {
          ...arch,
          memories: {
            ...arch.memories,
            streaming: {
              ...arch.memories.streaming,
              bytesPerSecond: arch.memories.streaming.bytesPerSecond * factor,
              chipBytesPerSecond: arch.memories.streaming.chipBytesPerSecond * factor,
            },
          },
        },
  "gateway bandwidth": (arch, factor) => ({
    ...arch,
    machine: {
      ...arch.machine,
      gateway: { ...arch.machine.gateway, bytesPerSecond: arch.machine.gateway.bytesPerSecond * factor },
    },
  }),
  clock: (arch, factor) =>
    arch.chip.architecture === "tiled"
      ? {
          ...arch,
          chip: { ...arch.chip, clockHertz: arch.chip.clockHertz * factor },
          // A silicon that can be clocked as asked: what is held here is time.
          ...(arch.silicon && { silicon: { ...arch.silicon, highestHertz: Number.MAX_VALUE } }),
        }
      : { ...arch, chip: { ...arch.chip, memoryBytesPerSecond: arch.chip.memoryBytesPerSecond * factor } },
};

describe("physics", () => {
  test("every pair has a plan", () =>
    expect(cases.map(({ name }) => name)).toEqual(PAIRS.map((pair) => pair.join(" × "))));

  for (const [what, faster] of Object.entries(FASTER))
    test(`more ${what} is never slower`, () =>
      fc.assert(
        fc.property(pick, gain, (point, factor) => {
          const before = seconds(run(point));
          const after = seconds(run({ ...point, arch: faster(point.arch, factor) }));
          expect(after).toBeLessThanOrEqual(before * (1 + 1e-12));
        }),
        drawsOf("points of physics"),
      ));

  test("more SRAM is never infeasible", () =>
    fc.assert(
      fc.property(pick, fc.integer({ min: 1, max: 8 }), (point, factor) => {
        if (point.arch.chip.architecture !== "tiled") return;
        const chip: TiledChip = {
          ...point.arch.chip,
          sramBytesPerTile: point.arch.chip.sramBytesPerTile * factor,
          sramBytes: point.arch.chip.sramBytes * factor,
        };
        // The planner may use a larger share of a larger tile: the share shrinks so that the room stays the same.
        const choice = {
          ...point.choice,
          availableMemoryProportion: point.choice.availableMemoryProportion / factor,
        };
        run({ ...point, arch: { ...point.arch, chip }, choice });
      }),
      drawsOf("points of physics"),
    ));

  test("the event simulation is never faster than the closed form", () => {
    for (const point of cases) {
      const event = seconds(run(point, "event"));
      expect(event / seconds(run(point)), point.name).toBeGreaterThanOrEqual(1 - 1e-9);
    }
  });

  test("energy is the integral of power, in both fidelities", () => {
    for (const point of cases)
      for (const fidelity of ["analytic", "event"] as const)
        for (const { timing } of run(point, fidelity).phases) {
          const total = Object.values(timing.energy).reduce((sum, joules) => sum + joules, 0);
          expect(
            traceJoules(timing.powerTrace, timing.seconds) / total,
            `${point.name} ${fidelity}`,
          ).toBeCloseTo(1, 6);
        }
  });

  test("time by category adds up to the step", () => {
    for (const point of cases)
      for (const fidelity of ["analytic", "event"] as const)
        for (const { timing } of run(point, fidelity).phases) {
          const sum = Object.values(timing.time).reduce((total, part) => total + part, 0);
          expect(sum / timing.seconds, `${point.name} ${fidelity}`).toBeCloseTo(1, 9);
          for (const part of Object.values(timing.time))
            expect(part).toBeGreaterThanOrEqual(-1e-9 * timing.seconds);
        }
  });

  test("what is sent is received", () => {
    for (const point of cases)
      for (const { priced } of run(point).phases) expect(priced.bytesReceived).toBe(priced.bytesSent);
  });
});
