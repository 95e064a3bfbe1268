import { expect, test } from "vitest";
import { dataFlow } from "../../../src/workload/graph/data-flow.ts";
import { BLOCK_INPUT, type Operator } from "../../../src/workload/graph/operator-graph.ts";
import { linear, vector } from "../../../src/workload/operators/linear.ts";
import { residualSublayer } from "../../../src/workload/operators/residual.ts";
import { apart, chain, reading, rewired, tail, written } from "../../../src/workload/graph/tensors.ts";

const square = { role: "ffn", rows: 1, inner: 4, columns: 4, split: "none", bias: false } as const;

/** x + f(x), f a matmul and a relu. */
const operators = chain(BLOCK_INPUT, [
  ...linear({ ...square, id: "matmul" }),
  vector("activation", "relu", 4),
  reading(["activation", BLOCK_INPUT], vector("sum", "add", 4)),
]);
const edges = (of: readonly Operator[]): unknown => of.map(({ reads, writes }) => [...reads, "→", writes]);

test("operators in a chain read what the one before writes, unless they say what they read", () => {
  expect(edges(operators)).toEqual([
    [BLOCK_INPUT, "→", "matmul"],
    ["matmul", "→", "activation"],
    ["activation", BLOCK_INPUT, "→", "sum"],
  ]);
  expect(written(operators)).toBe("sum");
  expect(written([], "before")).toBe("before");
});

test("a weight keeps its input, a relu its result, a sum nothing; elementwise work may overwrite", () => {
  expect(operators.map(({ keeps }) => keeps)).toEqual([[BLOCK_INPUT], ["activation"], []]);
  expect(operators.map(({ inPlace }) => inPlace)).toEqual([false, true, true]);
});

test("what is put behind an operator takes its place for all that read it", () => {
  const moved = rewired(operators.slice(1), "matmul", "scaled");
  expect(edges(moved)).toEqual([
    ["scaled", "→", "activation"],
    ["activation", BLOCK_INPUT, "→", "sum"],
  ]);
});

test("behind a cut, tensors of before it are the block's input", () => {
  expect(edges(tail(operators, 1))).toEqual([
    [BLOCK_INPUT, "→", "activation"],
    ["activation", BLOCK_INPUT, "→", "sum"],
  ]);
  expect(dataFlow(tail(operators, 1)).map(({ reads }) => reads)).toEqual([[0], [1, 0]]);
});

test("the same operators stand twice in a block under names of their own", () => {
  const twice = [...operators, ...apart("second", operators)];
  expect(dataFlow(twice).map(({ reads }) => reads)).toEqual([[0], [1], [2, 0], [0], [4], [5, 0]]);
  expect(() => dataFlow([...operators, ...operators])).toThrow(
    "matmul writes matmul, which is there already",
  );
});

test("a tensor that no operator before writes is an error", () => {
  expect(() => dataFlow(operators.slice(1))).toThrow("activation reads matmul");
});

test.each([
  ["pre", ["norm", "matmul", "f-residual"], ["matmul", "stream"]],
  ["post", ["matmul", "f-residual", "norm"], ["matmul", "stream"]],
] as const)("with the norm %s a sublayer is added to the stream that it read", (normPlacement, ids, sum) => {
  const layer = residualSublayer({
    id: "f",
    sublayer: "ffn",
    stream: "stream",
    norm: vector("norm", "layernorm", 4),
    normPlacement,
    branch: (input) => chain(input, linear({ ...square, id: "matmul" })),
    elements: 4,
    dropout: false,
  });
  expect(layer.map(({ id }) => id)).toEqual(ids);
  expect(layer.find(({ residual }) => residual)?.reads).toEqual(sum);
  expect(layer.every(({ sublayer }) => sublayer === "ffn")).toBe(true);
});
