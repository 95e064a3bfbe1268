import { describe, expect, test } from "vitest";
import { priceBlock } from "../../../src/estimate/price/price-block.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { Operator } from "../../../src/workload/graph/operator-graph.ts";
import {
  block,
  core,
  FROZEN,
  graphOf,
  matmul,
  plannerOf,
  pricing,
  tinyArch,
  tinyGpus,
  vector,
  type GraphSketch,
  TINY_SOFTWARE,
} from "../../helpers/tiny.ts";

/** A product takes a second on tiles. */
const planMatmul = plannerOf(() => ({ matmulCycles: 1000 }));
const up = matmul({ id: "ffn-up", split: "column" });
const down = matmul({ id: "ffn-down", split: "row", inner: 30, columns: 20 });

function price(
  operators: readonly Operator[],
  choice: Partial<PlanChoice> = {},
  { arch = tinyArch(), sketch = {} as GraphSketch, kind = "layer" as "layer" | "head" } = {},
) {
  const layer = block(operators, { kind });
  return priceBlock(layer, pricing({ arch, choice, planMatmul, graph: graphOf([layer], sketch) }));
}
const labels = (segments: readonly { readonly label: string }[]) => segments.map(({ label }) => label);

describe("a layer on one rank", () => {
  test("is one piece of work forward and one, twice as long, backward", () => {
    const { forward, backward, forwardFlops, backwardFlops } = price([up, down]);
    expect(forward.map(({ seconds }) => seconds)).toEqual([2]);
    expect(backward.map(({ seconds }) => seconds)).toEqual([4]);
    expect([forwardFlops, backwardFlops]).toEqual([2 * 12_000, 4 * 12_000]);
  });
  test("runs again what was not kept: nothing, the attention core, or all of it", () => {
    const attention = { ...core(), core: true } as Operator;
    const again = (recompute: PlanChoice["recompute"]) => price([attention, up], { recompute });
    expect(again("none").recompute).toEqual([]);
    expect(again("attention").recomputeFlops).toBe(2 * 8 * 10 * 20 * 10);
    expect(again("layer").recomputeFlops).toBe(again("layer").forwardFlops);
    expect(labels(again("layer").recompute)).toEqual(["layer recompute"]);
  });
  test("is not run again where it is a head, nor backward where nothing is trained or it answers", () => {
    expect(price([up], { recompute: "layer" }, { kind: "head" }).recompute).toEqual([]);
    const frozen = price([matmul({ gradients: FROZEN })], { recompute: "layer" });
    expect([frozen.backward, frozen.recompute]).toEqual([[], []]);
    const answer = price([up], { recompute: "layer" }, { sketch: { phase: "prefill" } });
    expect([answer.backward, answer.recompute]).toEqual([[], []]);
  });
});

describe("a layer over 2 ranks", () => {
  const sums = (change: Partial<PlanChoice>) =>
    price([up, down], { tensorParallel: 2, microBatch: 3, ...change });
  test("sums what a row-divided product leaves: 10 · 20 elements of 2 B of 3 samples", () => {
    const { forward } = sums({});
    expect(labels(forward)).toEqual(["layer", "layer all-reduce"]);
    expect(forward[1]?.bytes).toBe(10 * 20 * 2 * 3);
  });
  test("in backward sums in the other order: the gradient of what the columns read, after the row's", () =>
    expect(labels(sums({}).backward)).toEqual(["layer", "layer all-reduce", "layer"]));
  test("sums nothing on one rank", () =>
    expect(labels(sums({ tensorParallel: 1 }).forward)).toEqual(["layer"]));
});

describe("statistics of a norm over replicas", () => {
  test("part the work before it from the work after it", () => {
    const norm = vector({ id: "norm", function: "batchnorm", statistics: { channels: 5, span: 2 } });
    expect(labels(price([up, norm, down], { dataParallel: 2 }).forward)).toEqual([
      "layer",
      "norm statistics",
      "layer",
    ]);
  });
});

describe("kernels that the host of a GPU issues, one a second", () => {
  const profile = { ...TINY_SOFTWARE, launchSeconds: 1 };
  const slow = { training: profile, inference: TINY_SOFTWARE };
  const gpus = tinyGpus({
    gpu: { software: slow, memoryBytesPerSecond: Infinity, vectorFlopsPerSecond: 1e9 },
  });
  const small = matmul({ rows: 1, inner: 10, columns: 10, parameters: 100 });
  test("keep the chip waiting where they take less: 2 kernels of 0.2 s", () => {
    const { forward } = price([small, small], {}, { arch: gpus });
    expect(forward.map(({ label, seconds }) => [label, seconds])).toEqual([
      ["layer", expect.closeTo(0.4, 12)],
      ["layer launches", expect.closeTo(1.6, 12)],
    ]);
    expect(forward[1]?.time).toEqual({ fixed: forward[1]?.seconds });
  });
  test("count a collective as one: a product and its sum, over links that take no time", () => {
    const row = matmul({ rows: 1, inner: 20, columns: 10, split: "row", parameters: 200 });
    const links = { count: 4, bytesPerSecondEach: 1e12, latencySeconds: 0, joulesPerByte: 0 };
    const quick = tinyGpus({
      gpu: { software: slow, memoryBytesPerSecond: Infinity, vectorFlopsPerSecond: 1e9, links },
    });
    const { forward } = price([row], { tensorParallel: 2 }, { arch: quick });
    expect(forward[2]?.seconds).toBeCloseTo(2 - 0.2, 6);
  });
  test("do not keep it waiting where they take longer", () =>
    expect(labels(price([up, down], {}, { arch: gpus }).forward)).toEqual(["layer"]));
});
