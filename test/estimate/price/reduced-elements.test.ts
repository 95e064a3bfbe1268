import { expect, test } from "vitest";
import { reducedElements } from "../../../src/estimate/price/reduced-elements.ts";
import { BLOCK_INPUT, type Draft, type Operator } from "../../../src/workload/graph/operator-graph.ts";
import { chain } from "../../../src/workload/graph/tensors.ts";
import { withGradients } from "../../../src/workload/graph/kept-tensors.ts";
import { lookUp, pick } from "../../../src/workload/operators/embedding.ts";
import { linear, vector } from "../../../src/workload/operators/linear.ts";

const one = (draft: Draft): Operator => chain(BLOCK_INPUT, [draft])[0]!;
const [row] = linear({ id: "down", role: "ffn", rows: 6, inner: 8, columns: 10, split: "row", bias: false });
const [logits] = linear({
  id: "logits",
  role: "logits",
  rows: 6,
  inner: 8,
  columns: 100,
  split: "column",
  bias: false,
});
const forward = (op: Operator): number => reducedElements(op).forward(op);
const backward = (op: Operator): number => reducedElements(op).backward(op);

test("a row-divided matmul adds its partial sums, forward and, for the columns it closes, backward", () => {
  expect(forward(one(row))).toBe(6 * 10);
  expect(backward(one(row))).toBe(6 * 10);
  expect(forward(one({ ...row, reducedLater: true }))).toBe(0);
  expect(backward(withGradients(one(row), { inputs: false, parameters: true }))).toBe(0);
});

test("logits add the gradient of their input; other columns leave that to their row", () => {
  expect(forward(one(logits))).toBe(0);
  expect(backward(one(logits))).toBe(6 * 8);
  expect(backward(one({ ...logits, role: "ffn" }))).toBe(0);
});

test("a divided table adds the rows that were looked up; vector work nothing", () => {
  const table = { rows: 3, width: 8, tableRows: 100 };
  expect(forward(one(lookUp("tokens", { ...table, split: "column" })))).toBe(3 * 8);
  expect(forward(one(pick("last", { ...table, split: "none" })))).toBe(0);
  expect(forward(one(vector("sum", "add", 12, "column")))).toBe(0);
});
