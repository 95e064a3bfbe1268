import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { prepareDraft } from "../../src/serve/prepare-draft.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("bow-pod16"));
const draft = (
  await specs.workload("deepseek-v3-chat", {
    ...{ "model.layers": 2, "model.hidden": 512, "model.ffn": 1024, "model.vocabulary": 4096 },
    ...{ "model.experts.denseLayers": 1, "model.experts.count": 6, "model.experts.perToken": 2 },
    ...{ "model.experts.ffn": 128, "task.batch": 4, "task.precision": "fp16" },
  })
).spec;

/** As served: four replicas of which some share their experts. */
const served: PlanChoice = {
  ...DEFAULT_CHOICE,
  ...{ tensorParallel: 1, pipelineParallel: 4, dataParallel: 4, microBatch: 1, microBatches: 1 },
  ...{ recompute: "none", optimizerState: "sram", weights: "sram", weightLoads: 1, arithmetic: "fp16_16" },
  ...{ availableMemoryProportion: 0.2, layersPerStage: [1, 1, 1, 1], ioTiles: 0, sequenceParallel: false },
  ...{ kvCache: "sram", headPlacement: "last" },
};

test.each([
  [undefined, 1],
  [2, 2],
  [4, 2],
])(
  "replicas that share experts by %o step together: of a draft's six experts they share by %i",
  (shared, by) => {
    const choice = shared === undefined ? served : { ...served, expertParallel: shared };
    const drafting = prepareDraft({
      ...{ arch, workload: draft, draftTokens: 2, planners: new Map() },
      beside: { id: "served", choice, peakBytes: 0 },
    });
    expect(drafting).toMatchObject({ kind: "drafting", choice: { expertParallel: by } });
  },
);
