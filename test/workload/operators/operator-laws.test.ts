import { expect, test } from "vitest";
import { operatorFlops, trainedFlops } from "../../../src/workload/graph/operator-flops.ts";
import { BLOCK_INPUT, type Draft, type Operator } from "../../../src/workload/graph/operator-graph.ts";
import { withGradients } from "../../../src/workload/graph/kept-tensors.ts";
import { chain, reading } from "../../../src/workload/graph/tensors.ts";
import { convolution } from "../../../src/workload/operators/convolution.ts";
import { lookUp, pick } from "../../../src/workload/operators/embedding.ts";
import { linear, vector } from "../../../src/workload/operators/linear.ts";
import { operatorLaws } from "../../../src/workload/operators/operator-laws.ts";

const one = (draft: Draft): Operator => {
  const [op] = chain(BLOCK_INPUT, [draft]);
  if (op === undefined) throw new Error("a chain of one has one");
  return op;
};
const [dense] = linear({
  id: "dense",
  role: "ffn",
  rows: 3,
  inner: 5,
  columns: 7,
  split: "none",
  bias: false,
});
const matmul = one(dense);
const product = one(reading(["left", "right"], { ...dense, weight: false, parameters: 0 }));
const image = one(
  convolution({ id: "image", inputSize: 8, kernel: 3, stride: 2, inChannels: 4, outChannels: 6 }),
);
const table = one(lookUp("table", { rows: 3, width: 8, tableRows: 100, split: "none" }));
const rows = one(pick("rows", { rows: 3, width: 8, tableRows: 100, split: "none" }));
const bias = one(vector("bias", "bias", 12));
const frozen = { inputs: true, parameters: false };
const leaf = { inputs: false, parameters: true };

test("FLOPs: 2 a multiply-accumulate of products, of pruned weights those that are kept, none of other work", () => {
  expect(operatorFlops(matmul)).toBe(2 * 3 * 5 * 7);
  expect(operatorFlops(one({ ...dense, sparsity: { density: 0.1, block: 4 } }))).toBeCloseTo(0.1 * 210, 9);
  expect(operatorFlops(image)).toBe(2 * 4 ** 2 * 3 ** 2 * 4 * 6);
  expect([table, rows, bias].map(operatorFlops)).toEqual([0, 0, 0]);
});

test("training: three passes of what is trained, two of what is frozen above something trained, three of a core", () => {
  expect(trainedFlops(matmul)).toBe(3 * 210);
  expect(trainedFlops(withGradients(matmul, frozen))).toBe(2 * 210);
  expect(trainedFlops(withGradients(matmul, leaf))).toBe(2 * 210);
  expect(trainedFlops(product)).toBe(3 * 210);
  expect(trainedFlops(withGradients(product, { inputs: false, parameters: false }))).toBe(210);
});

test("a trained weight keeps what it reads, a frozen one nothing, a product of activations both sides", () => {
  expect(matmul.keeps).toEqual([BLOCK_INPUT]);
  expect(withGradients(matmul, frozen).keeps).toEqual([]);
  expect(product.keeps).toEqual(["left", "right"]);
  expect(image.keeps).toEqual([BLOCK_INPUT]);
  expect(withGradients(image, frozen).keeps).toEqual([]);
  expect(table.keeps).toEqual([]);
});

test.each([
  ["add", [], true],
  ["gelu", [BLOCK_INPUT], true],
  ["softmax", ["it"], true],
  ["layernorm", [BLOCK_INPUT], false],
  ["max-pool", [BLOCK_INPUT, "it"], false],
] as const)("%s keeps %j for backward", (operation, keeps, inPlace) => {
  const op = one(vector("it", operation, 4));
  expect(op.keeps).toEqual(keeps);
  expect(op.inPlace).toBe(inPlace);
  expect(withGradients(op, { inputs: false, parameters: false }).keeps).toEqual([]);
});

test("a table passes no gradient to the ids that it is read by; rows of an activation do", () => {
  expect(operatorLaws(table).passesGradient(table)).toBe(false);
  expect(operatorLaws(rows).passesGradient(rows)).toBe(true);
});

test("a frozen bias leaves backward nothing to compute", () => {
  const still = withGradients(bias, frozen);
  expect(operatorLaws(bias).computesBackward(bias)).toBe(true);
  expect(operatorLaws(still).computesBackward(still)).toBe(false);
});
