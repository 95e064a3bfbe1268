import { describe, expect, test } from "vitest";
import { splitPlanOverrides, withPlanChoices } from "../../src/spec/plan-overrides.ts";
import { smallStudy } from "../study/specs.ts";

describe("overrides of a plan", () => {
  test("are told apart from those of specs, and read as a study's `plan:` is", async () => {
    const written = {
      "plan.tensorParallel": "4",
      "plan.sequenceParallel": "true",
      "plan.layersPerStage": "[12, 12]",
      "plan.recompute": "none",
      "plan.availableMemoryProportion": "60 %",
      "chip.clock": "1.6 GHz",
    };
    expect(await splitPlanOverrides(written)).toEqual({
      plan: {
        tensorParallel: 4,
        sequenceParallel: true,
        layersPerStage: [12, 12],
        recompute: "none",
        availableMemoryProportion: 0.6,
      },
      rest: { "chip.clock": "1.6 GHz" },
    });
  });

  test("win over the plans of a study, and leave what they do not name", () => {
    const { spec } = smallStudy({
      plan: { microBatch: 2, recompute: "none" },
      plans: [{ system: "bow-pod16", plan: { tensorParallel: 2 } }],
    });
    const { plan, plans } = withPlanChoices(spec, { microBatch: 8 });
    expect(plan).toEqual({ microBatch: 8, recompute: "none" });
    expect(plans).toEqual([{ system: "bow-pod16", plan: { tensorParallel: 2, microBatch: 8 } }]);
  });
});
