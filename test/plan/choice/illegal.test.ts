import { expect, test } from "vitest";
import { illegalText, whyNoPlan } from "../../../src/plan/choice/illegal.ts";

const rule = "12 layers are on two stages";
const made = { pipelineParallel: 2, layersPerStage: [5, 6] };

test("a broken rule names the choices that break it, lists as lists; without choices it stands alone", () => {
  expect(illegalText({ made, rule })).toBe(`pipelineParallel 2, layersPerStage [5, 6]: ${rule}`);
  expect(illegalText({ made: {}, rule })).toBe(rule);
});

test("why there is no plan is the rule, or the memory that is short", () => {
  expect(whyNoPlan({ kind: "illegal", made: {}, rule, legal: [] })).toBe(rule);
  const short = {
    kind: "infeasible",
    resource: "tile SRAM",
    demand: 2,
    bound: 1,
    unit: "B",
    gap: 1,
  } as const;
  expect(whyNoPlan({ ...short, breakdown: {}, levers: [] })).toBe("tile SRAM");
});
