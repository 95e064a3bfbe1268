import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { priceBlock } from "../../../src/estimate/price/price-block.ts";
import { matmulPlanner } from "../../../src/estimate/price/matmul-planner.ts";
import { pricingContext, type MatmulPlanner } from "../../../src/estimate/price/pricing-context.ts";
import { idealPlanner } from "../../../src/explore/plan-search/ideal-planner.ts";
import { graphLaws } from "../../../src/explore/plan-search/plan-laws.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("mk2-pod16"));
const { chip } = arch;

const CHANGES: readonly Partial<PlanChoice>[] = [
  {},
  { microBatch: 2 },
  { tensorParallel: 2, sequenceParallel: true },
  { recompute: "layer" },
  { availableMemoryProportion: 0.2 },
  { ioTiles: 32 },
];

describe.each(["resnet-50", "switch-base"])("prices that a search remembers of %s", (id) => {
  test("are those of the laws, whichever planner was asked before", async () => {
    if (chip.architecture !== "tiled") throw new Error("a chip with tiles");
    const { spec } = await specs.workload(id);
    const graph = buildOperatorGraph(spec, "training");
    const planners = new Map();
    const laws = graphLaws(arch, graph, { planners, room: 0.6 });
    for (const change of CHANGES) {
      const choice: PlanChoice = { ...DEFAULT_CHOICE, arithmetic: "fp16_16", ...change };
      const tiers: readonly (readonly ["ideal" | "exact", MatmulPlanner])[] = [
        ["ideal", idealPlanner(chip, choice)],
        ["exact", matmulPlanner(arch, choice, planners)],
      ];
      for (const [tier, planMatmul] of tiers) {
        const { blocks } = laws.price[tier](choice);
        for (const block of graph.blocks)
          expect(blocks.get(block), `${tier} ${block.id} ${JSON.stringify(change)}`).toEqual(
            priceBlock(block, pricingContext({ arch, graph, choice, planMatmul })),
          );
      }
    }
  });
});
