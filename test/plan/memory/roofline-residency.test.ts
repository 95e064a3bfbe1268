import { describe, expect, test } from "vitest";
import { rooflineResidence } from "../../../src/plan/memory/roofline-residency.ts";
import type { PlanChoice, Stage } from "../../../src/plan/plan.ts";
import {
  block,
  core,
  FOUR_EXPERTS,
  FROZEN,
  gather,
  graphOf,
  matmul,
  plannerOf,
  stage,
  tinyChoice,
  tinyGpus,
  TINY_SOFTWARE,
  type GraphSketch,
} from "../../helpers/tiny.ts";

/** Layers that hand on 100 elements and save 340 + 40 of the attention core; their widest operator makes 300. */
const layer = block([matmul()], { count: 2, savedElements: 380, savedAttentionElements: 40 });

function held(
  change: Partial<PlanChoice>,
  stages: readonly Stage[] = [stage([layer])],
  sketch?: GraphSketch,
  arch = tinyGpus(),
) {
  const graph = graphOf([layer], sketch);
  const choice = tinyChoice({ microBatch: 3, microBatches: 8, ...change });
  return rooflineResidence(stages.slice(0, 1), {
    arch,
    graph,
    choice,
    stages,
    planMatmul: plannerOf(),
  });
}
const stash = (change: Partial<PlanChoice>) => held(change).sram.stash;

describe("checkpoints of a micro-batch of 3 in 2 layers, 2 B an element", () => {
  test("are all that is saved, without the scores, or the layers' inputs", () => {
    expect(stash({})).toBe(2 * 3 * 380 * 2);
    expect(stash({ recompute: "attention" })).toBe(2 * 3 * 340 * 2);
    expect(stash({ recompute: "layer" })).toBe(2 * 3 * 100 * 2);
  });
  test("on one of 2 ranks: half the scores, and 10 + 24/2 of 34 parts of the rest (Korthikanti)", () => {
    expect(stash({ tensorParallel: 2 })).toBeCloseTo(2 * 3 * (20 + 340 * (22 / 34)) * 2, 9);
    expect(stash({ tensorParallel: 2, recompute: "layer" })).toBe(2 * 3 * 100 * 2);
  });
  test("with sequence parallelism: half of all", () => {
    expect(stash({ tensorParallel: 2, sequenceParallel: true })).toBe((2 * 3 * 380 * 2) / 2);
    expect(stash({ tensorParallel: 2, sequenceParallel: true, recompute: "layer" })).toBe(2 * 3 * 50 * 2);
  });
  test("are held for every micro-batch in flight: two stages, so two in the first", () => {
    const stages = [stage([layer]), stage([layer], { index: 1, chip: 1 })];
    expect(held({}, stages).sram.stash).toBe(2 * (2 * 3 * 380 * 2));
    expect(held({ microBatches: 1 }, stages).sram.stash).toBe(2 * 3 * 380 * 2);
  });
  test("are none of what has no backward, and none of a head that is run with its backward", () => {
    const frozen = { ...layer, operators: [matmul({ gradients: FROZEN })] };
    expect(held({}, [stage([frozen])]).sram.stash).toBe(0);
    const head = { ...layer, kind: "head", count: 1 } as const;
    expect(held({}, [stage([head])]).sram.stash).toBe(3 * 380 * 2);
    expect(held({ recompute: "layer" }, [stage([head])]).sram.stash).toBe(0);
  });
  test("are none in inference", () =>
    expect(held({}, [stage([layer])], { phase: "prefill" }).sram.stash).toBe(0));
});

describe("the working set of the largest layer", () => {
  const working = (change: Partial<PlanChoice>, sketch?: GraphSketch) =>
    held(change, [stage([layer])], sketch).sram.activations;
  test("is two pairs of tensors, 300 and 100 elements, where all was kept", () => {
    expect(working({})).toBe(3 * 2 * (300 + 100) * 2);
    expect(working({}, { phase: "prefill" })).toBe(3 * 2 * (300 + 100) * 2);
  });
  test("leaves out scores that stay inside a fused kernel, and nothing else", () => {
    const attention = block([core({ role: "scores", columns: 1000 }), matmul()], { count: 2 });
    const under = (attentionFused: boolean) => {
      const software = {
        ...TINY_SOFTWARE,
        fuses: { ...TINY_SOFTWARE.fuses, attention: attentionFused },
      };
      const arch = tinyGpus({ gpu: { software: { training: software, inference: software } } });
      return held({}, [stage([attention])], { phase: "prefill" }, arch).sram.activations;
    };
    expect(under(true)).toBe(3 * 2 * (300 + 100) * 2);
    expect(under(false)).toBeGreaterThan(under(true));
  });
  test("is what is rebuilt and the widest tensor, where that is more", () => {
    const wide = { ...layer, savedElements: 2000, savedAttentionElements: 900 };
    const of = (recompute: PlanChoice["recompute"]) => held({ recompute }, [stage([wide])]).sram.activations;
    expect(of("layer")).toBe(3 * (2000 + 300) * 2);
    expect(of("attention")).toBe(3 * (900 + 300) * 2);
    expect(of("none")).toBe(3 * 800 * 2);
  });
});

describe("in phased execution", () => {
  const small = block([matmul({ columns: 10 })]);
  const phased = { weights: "streaming", weightLoads: 2, recompute: "layer" } as const;
  const run = (change: Partial<PlanChoice>) => held({ ...phased, ...change }, [stage([layer, small])]);
  test("the largest layer's weights and gradients are on the chip, those of the next one beside it where loads overlap", () => {
    expect(run({}).sram).toMatchObject({ weights: 600 * 2, gradients: 600 * 2, stash: 0 });
    expect(run({ ioTiles: 1 }).sram.weights).toBe(2 * 600 * 2);
  });
  test("checkpoints of the 8 / 2 micro-batches between loads wait in streaming memory", () =>
    expect(run({}).offChip["streaming"]?.activations).toBe((2 * 3 * 100 + 3 * 100) * 2 * (8 / 2)));
  test("so do tokens of experts, as dispatched and as answered", () => {
    const dispatch = block([gather({ routing: FOUR_EXPERTS })], { outputElements: 0 });
    expect(held(phased, [stage([dispatch])]).offChip["streaming"]?.activations).toBe(
      2 * (10 * 20) * 3 * 2 * 4,
    );
  });
});
