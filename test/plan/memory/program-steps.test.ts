import { describe, expect, test } from "vitest";
import {
  checkpointBytes,
  chipProgram,
  stashedElements,
  stepName,
} from "../../../src/plan/memory/program-steps.ts";
import type { PlanChoice, ProgramStep, Stage } from "../../../src/plan/plan.ts";
import {
  block,
  graphOf,
  matmul,
  plannerOf,
  stage,
  tinyArch,
  tinyChoice,
  type GraphSketch,
} from "../../helpers/tiny.ts";

/** What a weight's backward keeps is its input: a layer's 100 elements, which the image before it has 50 of. */
const layer = block([matmul()], { count: 3 });
const head = block([matmul({ columns: 5 })], { id: "head", kind: "head", outputElements: 5 });
const one = [stage([layer])];
const three = [stage([layer]), stage([layer], { index: 1, chip: 1 }), stage([layer], { index: 2, chip: 2 })];

function input(change: Partial<PlanChoice>, stages: readonly Stage[], sketch?: GraphSketch) {
  const choice = tinyChoice({ microBatch: 2, microBatches: 8, ...change });
  const graph = graphOf([layer], { input: { tokens: 0, imageValues: 50 }, ...sketch });
  return { arch: tinyArch(), graph, choice, stages, planMatmul: plannerOf() };
}
const program = (change: Partial<PlanChoice>, stages = one, own = stages, sketch?: GraphSketch) =>
  chipProgram(own, input(change, stages, sketch));

describe("checkpoints of one stage", () => {
  test("come and go with its layers: 3 inputs of 2 samples, the largest a layer reads, 2 B an element", () =>
    expect(program({}).parts[0]?.through.stash).toBe(3 * 100 * 2 * 2));
  test("grow block by block", () => {
    const parts = program({}, [stage([layer, head])]).parts;
    expect(parts.map(({ through }) => through.stash)).toEqual([3 * 400, 3 * 400 + 400, 0]);
  });
  test("are what the sample brings where one layer is all", () =>
    expect(program({}, [stage([{ ...layer, count: 1 }])]).parts[0]?.through.stash).toBe(50 * 2 * 2));
  test("begin anew at a tower that reads the sample", () => {
    const tower = { ...layer, count: 1, input: "sample" } as const;
    const stashes = program({}, [stage([layer, tower])]).parts.map(({ through }) => through.stash);
    expect(stashes).toEqual([3 * 400, 3 * 400 + 50 * 4, 0]);
  });
});

describe("a pipeline's stash", () => {
  test("has room for 5, 3 and 1 micro-batches in flight; the last comes and goes", () => {
    const stash = (at: number) => program({}, three, [three[at]!]).parts[0]?.through.stash;
    expect([stash(0), stash(1), stash(2)]).toEqual([5 * 1200, 3 * 1200, 1200]);
  });
  test("of two stages on one chip stands beside both", () => {
    const parts = program({}, three, [three[0]!, three[2]!]).parts;
    expect(parts.map(({ through }) => through.stash)).toEqual([5 * 1200, 5 * 1200 + 1200, 0]);
  });
  test("takes a byte an element in FP8", () => {
    expect(checkpointBytes(tinyChoice({ checkpointFormat: "fp8" }))).toBe(1);
    expect(checkpointBytes(tinyChoice())).toBe(2);
    expect(program({ checkpointFormat: "fp8" }, three, [three[0]!]).parts[0]?.through.stash).toBe(5 * 600);
  });
  test("is cast where it stands: 3 layers' inputs of 2 samples, none where backward follows at once", () => {
    const stashed = (at: number, sketch?: GraphSketch) =>
      stashedElements(three[at]!, input({}, three, sketch));
    expect([stashed(0), stashed(1), stashed(2)]).toEqual([600, 600, 0]);
    expect(stashed(0, { phase: "decode" })).toBe(0);
  });
});

describe("phased execution", () => {
  const phased = { weights: "streaming", dataParallel: 16 } as const;
  test("has one layer's weights and gradients on the chip, and its checkpoint", () => {
    const [part] = program(phased).parts;
    expect(part?.through).toMatchObject({ weights: 600 * 2, gradients: 600 * 2, stash: 100 * 2 * 2 });
  });
  test("leaves free what other tiles have less: 256 − 150 elements of weight and gradient on each of 4", () =>
    expect(program(phased).parts[0]?.through.gaps).toBe(4 * (256 - 150) * (2 + 2)));
  test("is laid out on the computing tiles: 256 − 200 on each of 3", () =>
    expect(program({ ...phased, ioTiles: 1 }).parts[0]?.through.gaps).toBe(3 * (256 - 200) * (2 + 2)));
  test("keeps the checkpoints of all layers waiting, and what a head reads", () => {
    const stages = [stage([layer, head])];
    expect(program(phased, stages).waitingBytes).toBe((3 * 100 + 100) * 2 * 2);
  });
  test("divides them over the ranks: by their parts, or by what sequence parallelism divided before", () => {
    expect(program({ ...phased, tensorParallel: 2 }).waitingBytes).toBe((300 * 4) / 2);
    const sequence = { ...phased, tensorParallel: 2, sequenceParallel: true };
    expect(program(sequence).waitingBytes).toBe((300 * 4) / 2);
  });
});

describe("the update", () => {
  const update = (change: Partial<PlanChoice>) => program({ dataParallel: 16, ...change }).parts.at(-1);
  test("works on the largest tensor's gradient, whole or one of 8 shards", () => {
    expect(update({})?.peak?.temporaries).toBe(600 * 2);
    expect(update({ optimizerState: "sharded" })?.peak?.temporaries).toBe((600 / 8) * 2);
  });
  test("brings in its state where that streams", () =>
    expect(update({ optimizerState: "streaming" })?.peak?.temporaries).toBe((600 / 8) * (2 + 6)));
  test("finds the stash empty", () => expect(update({})?.through.stash).toBe(0));
  test("is no part of inference", () =>
    expect(program({}, one, one, { phase: "prefill" }).parts.map((part) => part.block)).toEqual(["layer"]));
});

test("steps are told in words", () => {
  const step = (direction: ProgramStep["direction"]): ProgramStep => ({
    block: "layer",
    operator: matmul(),
    direction,
    live: { weights: 0, gradients: 0, stash: 0, activations: 0, temporaries: 0, gaps: 0 },
  });
  expect(stepName(step("forward"))).toBe("layer ffn-up runs forward");
  expect(stepName(step("recompute"))).toBe("layer ffn-up runs again");
  expect(stepName(step("backward"))).toBe("layer ffn-up runs backward");
  const { operator: _none, ...update } = step("update");
  expect(stepName(update)).toBe("weights are updated");
});
