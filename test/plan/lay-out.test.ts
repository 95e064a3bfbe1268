import { expect, test } from "vitest";
import { layOut } from "../../src/plan/lay-out.ts";
import { planExecution } from "../../src/plan/plan-execution.ts";
import { block, graphOf, matmul, plannerOf, tinyArch, tinyChoice, tinyGpus } from "../helpers/tiny.ts";

const layer = block([matmul({ parameters: 1024 })], { count: 6 });
const graph = graphOf([layer], { phase: "prefill" });
const planMatmul = plannerOf();

test("a plan is as full as its fullest chip: 1, 3 and 2 layers of 1,024 · 2 B", () => {
  const choice = tinyChoice({ pipelineParallel: 3, layersPerStage: [1, 3, 2] });
  const plan = layOut({ arch: tinyGpus(), graph, choice, planMatmul });
  expect(plan.fullestChip).toBe(1);
  expect(plan.residence.map(({ sram }) => sram.weights)).toEqual([2048, 3 * 2048, 2 * 2048]);
  expect(plan.sramBytesPerTilePeak).toBe(3 * 2048 + plan.residence[1]!.sram.activations);
});

test("of a chip with tiles, as the fullest tile: what the chip holds over those that compute", () => {
  const full = (ioTiles: number) => {
    const choice = tinyChoice({ layersPerStage: [6], ioTiles });
    const plan = layOut({ arch: tinyArch(), graph, choice, planMatmul });
    const bytes = Object.values(plan.residence[0]!.sram).reduce((sum, one) => sum + one, 0);
    return plan.sramBytesPerTilePeak / bytes;
  };
  expect(full(0)).toBe(1 / 4);
  expect(full(1)).toBeCloseTo(1 / 3, 14);
});

test("what a choice describes is a plan, a plan that does not fit, or refused", () => {
  const asked = (bytes: number, layers: number) =>
    planExecution({
      ...{ arch: tinyGpus({ gpu: { memoryBytes: bytes } }), graph, planMatmul },
      choice: tinyChoice({ layersPerStage: [layers] }),
    }).kind;
  expect(asked(1e6, 6)).toBe("plan");
  expect(asked(100, 6)).toBe("unfit");
  expect(asked(1e6, 5)).toBe("illegal");
});
