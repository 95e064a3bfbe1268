import { describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { illegalChoice } from "../../../src/plan/choice/illegal-choice.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import {
  block,
  convolution,
  core,
  FOUR_EXPERTS,
  graphOf,
  matmul,
  TINY_DDR,
  tinyArch,
  tinyChoice,
  tinyGpus,
} from "../../helpers/tiny.ts";

const layer = block([core(), matmul()], { count: 12 });
const dense = graphOf([layer]);
const ipus = tinyArch();
const gpus = tinyGpus();

interface Question {
  readonly arch?: Arch;
  readonly graph?: OperatorGraph;
}

/** What is refused, in words; "" where the choice is legal. Twelve layers on one stage unless told otherwise. */
function refusal(change: Partial<PlanChoice>, { arch = ipus, graph = dense }: Question = {}): string {
  const choice = tinyChoice({ layersPerStage: [12], ...change });
  return illegalChoice({ arch, graph, choice })?.rule ?? "";
}

const levers = (change: Partial<PlanChoice>, { arch = ipus, graph = dense }: Question = {}) =>
  illegalChoice({ arch, graph, choice: tinyChoice({ layersPerStage: [12], ...change }) })?.legal;

test("one chip and nothing special is legal", () => {
  expect(refusal({})).toBe("");
  expect(refusal({}, { arch: gpus })).toBe("");
});

describe("arithmetic", () => {
  test.each([ipus, gpus])("must be one of the chip's formats, which are named", (arch) => {
    expect(refusal({ arithmetic: "fp32" }, { arch })).toBe(`${arch.chip.id} does not compute in it`);
    expect(levers({ arithmetic: "fp32" }, { arch })).toEqual(["arithmetic: fp16_16"]);
  });
});

describe("chips", () => {
  test("of all degrees together are there: 2 · 2 · 4 of 16, not 2 · 2 · 5", () => {
    const twoStages = { tensorParallel: 2, pipelineParallel: 2, layersPerStage: [6, 6] };
    expect(refusal({ ...twoStages, dataParallel: 4 })).toBe("");
    expect(refusal({ ...twoStages, dataParallel: 5 })).toMatch(/^20 chips are needed, and .* has 16$/);
  });
});

describe("layersPerStage", () => {
  test("names every layer once", () => {
    expect(refusal({ layersPerStage: [11] })).toMatch(/^every one of 12 layers/);
    expect(refusal({ layersPerStage: [13] })).toMatch(/^every one of 12 layers/);
  });
  test("has an entry for each stage", () => {
    expect(refusal({ pipelineParallel: 2, layersPerStage: [12] })).toMatch(/^every one of 12 layers/);
    expect(refusal({ pipelineParallel: 2, layersPerStage: [5, 7] })).toBe("");
  });
  test("has halves only where every layer can be parted", () => {
    const halves = { pipelineParallel: 2, layersPerStage: [5.5, 6.5] };
    expect(refusal(halves)).toBe("");
    const whole = graphOf([layer, block([core()], { count: 1 })]);
    expect(refusal({ ...halves, layersPerStage: [5.5, 7.5] }, { graph: whole })).toMatch(
      /^half layers are cut/,
    );
    const head = graphOf([layer, block([core()], { kind: "head" })]);
    expect(refusal(halves, { graph: head })).toBe("");
  });
});

describe("interleaving", () => {
  const stages = { pipelineParallel: 3, layersPerStage: [5, 4, 3] };
  test("takes no more chunks than a stage has layers: 3, not 4", () => {
    expect(refusal({ ...stages, interleave: 3 }, { arch: gpus })).toBe("");
    expect(refusal({ ...stages, interleave: 4 }, { arch: gpus })).toMatch(/the shortest stage has 3$/);
  });
  test("is for pipelines, and for chips that run forward and backward in turn", () => {
    expect(refusal({ interleave: 2 }, { arch: gpus })).toMatch(/on the stages of a pipeline/);
    expect(refusal({ ...stages, interleave: 2 })).toMatch(/GPUs, TPUs/);
    expect(refusal({ interleave: 1 })).toBe("");
  });
});

describe("on tiled chips", () => {
  test.each([
    { rankOrder: "tensor-pipeline-data" },
    { overlapGradients: true },
    { overlapTensorParallel: true },
  ] as const)("there is no %o; GPUs have it", (change) => {
    expect(refusal(change)).toMatch(/GPUs, TPUs/);
    expect(refusal(change, { arch: gpus })).toBe("");
  });
  test("collectives that run between the work are legal", () =>
    expect(refusal({ overlapGradients: false, overlapTensorParallel: false })).toBe(""));
});

describe("checkpoints in FP8", () => {
  test("are for a stash in tile SRAM", () => {
    expect(refusal({ checkpointFormat: "fp8" })).toBe("");
    expect(refusal({ checkpointFormat: "fp8" }, { arch: gpus })).toMatch(
      /^it has an effect on chips with tiles alone/,
    );
    expect(refusal({ checkpointFormat: "fp8", weights: "streaming" })).toMatch(/^checkpoints are cast/);
  });
});

describe("tensor parallelism", () => {
  test("divides 8 heads in equal parts: by 2 and 8, not by 3", () => {
    expect(refusal({ tensorParallel: 2 })).toBe("");
    expect(refusal({ tensorParallel: 8 })).toBe("");
    expect(refusal({ tensorParallel: 3 })).toBe("8 attention heads are divided in equal parts");
    expect(levers({ tensorParallel: 3 })).toEqual(["tensorParallel: 1, 2, 4, 8"]);
  });
  test("divides a sequence, but no image between convolutions", () => {
    const images = graphOf([block([core(), convolution()], { count: 12 })]);
    const parallel = { tensorParallel: 2, sequenceParallel: true };
    expect(refusal(parallel)).toBe("");
    expect(refusal(parallel, { graph: images })).toMatch(/no sequence to divide$/);
    expect(refusal({ ...parallel, tensorParallel: 1 }, { graph: images })).toBe("");
    expect(refusal({ ...parallel, sequenceParallel: false }, { graph: images })).toBe("");
  });
});

describe("streaming memory", () => {
  const without = { arch: tinyArch({ memories: { streaming: undefined as never } }) };
  test.each([
    { weights: "streaming" },
    { optimizerState: "streaming" },
    { kvCache: "streaming" },
    { expertWeights: "streaming" },
  ] as const)("must be there for %o", (change) =>
    expect(refusal(change, without)).toMatch(/ has no streaming memory$/),
  );
  test("needs not be there where nothing is kept in it", () =>
    expect(refusal({ kvCache: "sram", optimizerState: "sharded" }, without)).toBe(""));
});

test("phased execution has one stage", () => {
  expect(refusal({ weights: "streaming" })).toBe("");
  expect(refusal({ weights: "streaming", pipelineParallel: 2, layersPerStage: [6, 6] })).toMatch(
    /runs one stage$/,
  );
});

describe("experts", () => {
  const routed = block([core(), matmul({ routing: FOUR_EXPERTS })], { count: 12 });
  const training = { graph: graphOf([routed], { experts: 4 }) };
  const answering = { graph: graphOf([routed], { experts: 4, phase: "decode" }) };

  test("are shared in equal parts by replicas in equal groups: 4 by 2 of 6, not 4 of 6 or 8 of 8", () => {
    expect(refusal({ dataParallel: 6, expertParallel: 2 }, training)).toBe("");
    expect(refusal({ dataParallel: 6, expertParallel: 4 }, training)).toMatch(
      /^replicas share experts in equal parts/,
    );
    expect(refusal({ dataParallel: 8, expertParallel: 8 }, training)).toMatch(
      /^replicas share experts in equal parts/,
    );
    expect(refusal({ dataParallel: 8, expertParallel: 3 }, training)).toMatch(
      /^replicas share experts in equal parts/,
    );
    expect(levers({ dataParallel: 8, expertParallel: 3 }, training)).toEqual(["expertParallel: 1, 2, 4"]);
  });
  test("are told where they may be instead: with the other weights", () => {
    expect(levers({ expertWeights: "streaming" }, training)).toEqual(["expertWeights: sram"]);
  });
  test("come from streaming memory by themselves in inference alone", () => {
    expect(refusal({ expertWeights: "streaming" }, answering)).toBe("");
    expect(refusal({ expertWeights: "streaming" }, training)).toMatch(/^experts live apart/);
    expect(refusal({ expertWeights: "sram", weights: "streaming" }, answering)).toMatch(
      /^experts live apart/,
    );
    expect(refusal({ expertWeights: "sram" }, training)).toBe("");
  });
  test("that come and go are experts", () => {
    const answer = graphOf([layer], { phase: "decode" });
    expect(refusal({ expertWeights: "streaming" }, { graph: answer })).toMatch(/^experts live apart/);
  });
});

describe("gradients and weights divided over replicas", () => {
  const divided = { optimizerState: "sharded-weights", dataParallel: 4 };
  test("are legal on chips without tiles, where there are replicas", () => {
    expect(refusal(divided, { arch: gpus })).toBe("");
    expect(refusal(divided)).toMatch(/^programs of tiles gather no weights/);
    expect(refusal({ ...divided, dataParallel: 1 }, { arch: gpus })).toBe("one replica divides nothing");
    expect(levers({ ...divided, optimizerState: "sharded-gradients" })).toEqual(["optimizerState: sharded"]);
    const phased = tinyChoice({ ...divided, weights: "streaming", layersPerStage: [12] });
    const arch = tinyGpus({ memories: { streaming: TINY_DDR } });
    expect(illegalChoice({ arch, graph: dense, choice: phased })?.made).toEqual({
      optimizerState: "sharded-weights",
      weights: "streaming",
    });
  });
});

describe("compressed weights", () => {
  const streamed = { weights: "streaming", kvCache: "none" } as const;
  const reading = graphOf([layer], { phase: "prefill" });
  test("are streamed, and not trained", () => {
    const rule = /^weights are kept in fewer bits where they are streamed and not trained$/;
    expect(refusal({ ...streamed, weightBits: 4 }, { graph: reading })).toBe("");
    expect(refusal({ weightBits: 4, kvCache: "none" }, { graph: reading })).toMatch(rule);
    expect(refusal({ ...streamed, weightBits: 4 })).toMatch(rule);
  });
  test("have groups; others have none", () => {
    expect(refusal({ ...streamed, weightBits: 4, weightGroup: 32 }, { graph: reading })).toBe("");
    expect(refusal({ ...streamed, weightGroup: 32 }, { graph: reading })).toMatch(/^a group shares scale/);
    expect(refusal({ ...streamed, weightGroup: 64 }, { graph: reading })).toBe("");
  });
});
