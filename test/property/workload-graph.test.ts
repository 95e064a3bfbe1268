import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { blockParameters } from "../../src/workload/graph/block-parameters.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { forwardFlops, operatorFlops } from "../../src/workload/graph/operator-flops.ts";
import { exactParameters } from "../../src/workload/graph/parameters.ts";
import { tinySpec } from "../workload/specs.ts";

const FAMILIES = ["encoder", "decoder", "encoder-decoder"] as const;

/** Random small shapes of the three text families. */
const specs: fc.Arbitrary<WorkloadSpec> = fc
  .record({
    family: fc.constantFrom(...FAMILIES),
    layers: fc.integer({ min: 1, max: 6 }),
    headSize: fc.integer({ min: 1, max: 8 }),
    heads: fc.integer({ min: 1, max: 6 }),
    ffn: fc.integer({ min: 1, max: 64 }),
    vocabulary: fc.integer({ min: 1, max: 100 }),
    sequenceLength: fc.integer({ min: 1, max: 24 }),
    gatedFfn: fc.boolean(),
    bias: fc.boolean(),
    tiedEmbeddings: fc.boolean(),
    parallelBlocks: fc.boolean(),
    position: fc.constantFrom("learned", "rope", "alibi", "relative-projection", "none"),
  })
  .map(({ family, ...sizes }) =>
    tinySpec(
      {
        ...sizes,
        hidden: 8 * sizes.heads,
        parallelBlocks: sizes.parallelBlocks && family !== "encoder-decoder",
        maskedLanguageHead: family === "encoder",
      },
      { family },
    ),
  );

function withModel(spec: WorkloadSpec, model: Partial<WorkloadSpec["model"]>): WorkloadSpec {
  return { ...spec, model: { ...spec.model, ...model } };
}

const training = (spec: WorkloadSpec): number => forwardFlops(buildOperatorGraph(spec, "training"));

describe("operator graphs of random shapes", () => {
  test("FLOPs and parameters are linear in the layers", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const at = (layers: number) => withModel(spec, { layers, decoderLayers: layers });
        expect(training(at(3)) - training(at(2))).toBe(training(at(2)) - training(at(1)));
        const [one, two, three] = [1, 2, 3].map((layers) => exactParameters(at(layers)));
        expect((three ?? 0) - (two ?? 0)).toBe((two ?? 0) - (one ?? 0));
      }),
    );
  });

  test("parameters grow with layers, feed-forward width and vocabulary", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const { layers, ffn, vocabulary = 0 } = spec.model;
        for (const larger of [{ layers: layers + 1 }, { ffn: ffn + 1 }, { vocabulary: vocabulary + 1 }])
          expect(exactParameters(withModel(spec, larger))).toBeGreaterThan(exactParameters(spec));
      }),
    );
  });

  test("the graph's parameters are those that its operators own", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const graph = buildOperatorGraph(spec, "training");
        const owned = graph.blocks.reduce((sum, block) => sum + block.count * blockParameters(block), 0);
        expect(graph.parameters + (graph.uncountedHeadParameters ?? 0)).toBe(owned);
      }),
    );
  });

  test("saved activations contain the attention core's, and are nothing outside training", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        for (const block of buildOperatorGraph(spec, "training").blocks)
          expect(block.savedElements).toBeGreaterThanOrEqual(block.savedAttentionElements);
        for (const block of buildOperatorGraph(spec, "prefill").blocks) expect(block.savedElements).toBe(0);
      }),
    );
  });

  test("decoding a sequence token by token costs its layers what one causal prefill costs", () => {
    fc.assert(
      fc.property(
        specs.filter(({ family }) => family === "decoder"),
        (spec) => {
          const { sequenceLength: s, layers } = spec.model;
          const layerFlops = (phase: "prefill" | "decode", core: boolean, contextTokens = s): number =>
            layers *
            (buildOperatorGraph(spec, phase, { contextTokens, sequenceLength: s })
              .blocks.find(({ id }) => id === "layer")
              ?.operators.filter((op) => (op.kind === "matmul" && !op.weight) === core)
              .reduce((sum, op) => sum + operatorFlops(op), 0) ?? 0);
          let decoded = 0;
          for (let context = 1; context <= s; context++)
            decoded += layerFlops("decode", true, context) + layerFlops("decode", false, context);
          const causal = layerFlops("prefill", false) + (layerFlops("prefill", true) * (s + 1)) / (2 * s);
          expect(decoded).toBeCloseTo(causal, 6);
        },
      ),
    );
  });
});
