import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { describe, expect, test } from "vitest";
import { blockLiveness, type LiveStep } from "../../../src/plan/memory/block-liveness.ts";
import type { RecomputeMode } from "../../../src/plan/plan.ts";
import { BLOCK_INPUT, type Block } from "../../../src/workload/graph/operator-graph.ts";
import { chain, reading } from "../../../src/workload/graph/tensors.ts";
import * as tiny from "../../helpers/tiny.ts";
import { linear, vector } from "../../../src/workload/operators/linear.ts";

/** Up from 10 to 40 elements, gelu, down to 10, added to the input of 10. */
const block: Block = {
  id: "layer",
  kind: "layer",
  count: 1,
  operators: chain(BLOCK_INPUT, [
    ...linear({ id: "ffn-up", role: "ffn", rows: 1, inner: 10, columns: 40, split: "column", bias: false }),
    vector("activation", "gelu", 40, "column"),
    ...linear({ id: "ffn-down", role: "ffn", rows: 1, inner: 40, columns: 10, split: "row", bias: false }),
    reading(["ffn-down", BLOCK_INPUT], vector("ffn-residual", "add", 10)),
  ]),
  outputElements: 10,
  savedElements: 0,
  savedAttentionElements: 0,
  kvElementsPerToken: 0,
};

interface Question {
  readonly recompute?: RecomputeMode;
  readonly training?: boolean;
  readonly tensorParallel?: number;
  readonly sequenceParallel?: boolean;
}

function live({
  recompute = "layer",
  training = true,
  tensorParallel = 1,
  sequenceParallel = false,
}: Question): ReturnType<typeof blockLiveness> {
  const choice = { ...DEFAULT_CHOICE, tensorParallel, sequenceParallel, recompute };
  return blockLiveness({ block, inputElements: 10, training, choice });
}

const of = (steps: readonly LiveStep[], direction: string): readonly number[] =>
  steps.filter((step) => step.direction === direction).map(({ perSample }) => perSample);

describe("elements alive at each operator of a feed-forward block", () => {
  test("in inference are its input until the residual, and elementwise work overwrites", () => {
    // up: input 10 + 40; gelu in place; down: 10 + 40 + 10; residual in place beside the input
    expect(of(live({ training: false }).steps, "forward")).toEqual([50, 50, 60, 20]);
  });

  test("in forward of training leave out the input, which is a checkpoint", () => {
    expect(of(live({}).steps, "forward")).toEqual([40, 40, 50, 10]);
    expect(live({}).keptPerSample).toBe(10);
  });

  test("when run again keep what backward needs, beside the gradient that has come in", () => {
    // up's result 40 and gelu's 40 are needed, the gradient of the result is 10
    expect(of(live({}).steps, "recompute")).toEqual([40 + 10, 80 + 10, 80 + 10 + 10, 80 + 10 + 10]);
    expect(of(live({ recompute: "none" }).steps, "recompute")).toEqual([]);
  });

  test("in backward are gradients where tensors were, and what the operators to come still need", () => {
    // residual: gradients 10 + 10, needed 80; down: 10 + 40 + 10, needed 80; gelu: 10 + 40, needed 40; up: 10 + 40
    expect(of(live({}).steps, "backward")).toEqual([20 + 80, 60 + 80, 50 + 40, 50]);
  });

  test("without recompute what backward needs is kept: the input, and the results of up and gelu", () => {
    expect(live({ recompute: "none" }).keptPerSample).toBe(10 + 40 + 40);
    expect(of(live({ recompute: "none" }).steps, "backward")).toEqual([20, 60, 50, 50]);
  });

  test("tensor parallelism divides the inner tensors, sequence parallelism the others too", () => {
    expect(of(live({ training: false, tensorParallel: 2 }).steps, "forward")).toEqual([30, 30, 40, 20]);
    expect(of(live({ training: false, tensorParallel: 2, sequenceParallel: true }).steps, "forward")).toEqual(
      [25, 25, 30, 10],
    );
  });
});

test("a matrix's gradient is as large as the matrix until it is added to the accumulator", () => {
  const backward = live({}).steps.filter(({ direction }) => direction === "backward");
  expect(backward.map(({ operator, weightGradient }) => [operator.id, weightGradient])).toEqual([
    ["ffn-residual", 0],
    ["ffn-down", 400],
    ["activation", 0],
    ["ffn-up", 400],
  ]);
});

test("a layer that runs again keeps its input, though its backward does not need it", () => {
  const sum: Block = { ...block, operators: chain(BLOCK_INPUT, [vector("sum", "add", 10)]) };
  const kept = (recompute: RecomputeMode): number =>
    blockLiveness({
      ...{ block: sum, inputElements: 10, training: true },
      choice: { ...DEFAULT_CHOICE, recompute },
    }).keptPerSample;
  expect([kept("layer"), kept("attention"), kept("none")]).toEqual([10, 0, 0]);
});

test("rows of a table are added to its gradient at once: no second one as large as the table", () => {
  const embedding: Block = { ...block, operators: chain(BLOCK_INPUT, [tiny.gather()]) };
  const { steps } = blockLiveness({
    ...{ block: embedding, inputElements: 10, training: true },
    choice: DEFAULT_CHOICE,
  });
  expect(steps.map(({ weightGradient }) => weightGradient)).toEqual([0, 0]);
});

test("a gate of half the width takes no place of what it reads: both are there", () => {
  const gated: Block = {
    ...block,
    operators: chain(BLOCK_INPUT, [
      ...linear({ id: "ffn-up", role: "ffn", rows: 1, inner: 10, columns: 40, split: "none", bias: false }),
      vector("gate", "swiglu", 20),
    ]),
  };
  const { steps } = blockLiveness({
    ...{ block: gated, inputElements: 10, training: false, choice: DEFAULT_CHOICE },
  });
  expect(steps.map(({ perSample }) => perSample)).toEqual([10 + 40, 40 + 20]);
});
