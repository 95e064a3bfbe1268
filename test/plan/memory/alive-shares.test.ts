import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { expect, describe, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { VECTOR_KERNELS } from "../../../src/cost/tile/vector.ts";
import { matmulPlanner } from "../../../src/estimate/price/matmul-planner.ts";
import { priceForward } from "../../../src/estimate/price/price-operator.ts";
import { pricingContext } from "../../../src/estimate/price/pricing-context.ts";
import { aliveShares } from "../../../src/plan/memory/alive-shares.ts";
import { blockLiveness } from "../../../src/plan/memory/block-liveness.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { TilePlans } from "../../../src/plan/memory/temporary-bytes.ts";
import type { Block, OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { transformerLayer } from "../../../src/workload/families/layer.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

/** 100 positions, two heads of 8: scores of 2 · 100 · 100. */
const { operators } = transformerLayer(
  { rows: 100, context: 100, dropout: false, masked: true },
  {
    ...{ layers: 1, hidden: 16, heads: 2, ffn: 64, gatedFfn: false, sequenceLength: 100 },
    ...{ activation: "gelu", position: "none", norm: "layernorm", normPlacement: "pre" },
    ...{ tiedEmbeddings: false, bias: false, parallelBlocks: false },
  },
);
const layer: Block = {
  ...{ id: "layer", kind: "layer", count: 1, operators, outputElements: 1600 },
  ...{ savedElements: 0, savedAttentionElements: 0, kvElementsPerToken: 0 },
};
const SCORES = 2 * 100 * 100;
const one = { microBatch: 1, tensorParallel: 1 };

/** Passes by what a product is: scores have an inner dimension of 8, values of 100. */
const inPasses =
  (scores: number, values: number): TilePlans =>
  ({ groups, inner }) => ({
    temporaryBytesPerTile: 0,
    passes: groups === 1 ? 1 : inner === 8 ? scores : values,
  });
const sharesOf = (plans: TilePlans, training = false) => {
  const shares = aliveShares(layer, training, one, plans);
  return shares && Object.fromEntries(operators.map(({ id }, index) => [id, shares[index]]));
};

describe("an attention in passes over its heads", () => {
  test("has one pass of its scores, mask and softmax alive, of the product with fewer passes", () => {
    const shares = sharesOf(inPasses(4, 2));
    expect(shares).toMatchObject({ query: 1, scores: 1 / 2, mask: 1 / 2, softmax: 1 / 2, values: 1 });
    expect(sharesOf(inPasses(2, 4))).toMatchObject({ scores: 1 / 2, values: 1, "ffn-up": 1 });
  });

  test("has all of them where it is one pass, and where backward will need them", () => {
    expect(sharesOf(inPasses(1, 8))).toBeUndefined();
    expect(sharesOf(inPasses(8, 8), true)).toBeUndefined();
  });

  test("needs that much less while scores and values are computed", () => {
    const input = { block: layer, inputElements: 1600, training: false, choice: DEFAULT_CHOICE };
    const at = (shares?: readonly number[]): number => {
      const { steps } = blockLiveness({ ...input, ...(shares && { shares }) });
      return steps.find(({ operator }) => operator.id === "values")?.perSample ?? NaN;
    };
    expect(at() - at(aliveShares(layer, false, one, inPasses(4, 4)))).toBe(SCORES - SCORES / 4);
  });

  test("launches its softmax once a pass; in training the scores are kept and it does not", async () => {
    const arch = buildArch(await (await openShippedSpecs()).arch("bow-pod4"));
    if (arch.chip.architecture !== "tiled") throw new Error("tiles");
    const choice = {
      ...one,
      arithmetic: "fp16_16",
      ioTiles: 0,
      availableMemoryProportion: 0.6,
    } as PlanChoice;
    const plan = matmulPlanner(arch, choice, new Map());
    const scores = operators.find(({ id }) => id === "scores")!;
    const seconds = (phase: OperatorGraph["phase"], passes: number): number => {
      const planMatmul = Object.assign((shape: Parameters<typeof plan>[0]) => ({ ...plan(shape), passes }), {
        convolution: plan.convolution,
      });
      const graph = { phase, workload: { family: "decoder" } } as OperatorGraph;
      return priceForward(scores, pricingContext({ arch, graph, choice, planMatmul })).syncSeconds;
    };
    const again =
      (3 * VECTOR_KERNELS.softmax.supersteps * arch.chip.exchange.phaseCycles) / arch.chip.clockHertz;
    expect(seconds("prefill", 4) - seconds("prefill", 1)).toBeCloseTo(again, 15);
    expect(seconds("training", 4)).toBe(seconds("training", 1));
  });
});
