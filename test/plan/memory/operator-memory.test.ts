import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { expect, test } from "vitest";
import { operatorMemory, outputElements } from "../../../src/plan/memory/operator-memory.ts";
import { BLOCK_INPUT, type Draft, type Operator } from "../../../src/workload/graph/operator-graph.ts";
import { chain } from "../../../src/workload/graph/tensors.ts";
import { convolution } from "../../../src/workload/operators/convolution.ts";
import { lookUp } from "../../../src/workload/operators/embedding.ts";
import { linear, vector } from "../../../src/workload/operators/linear.ts";
import { core } from "../../helpers/tiny.ts";

const one = (draft: Draft): Operator => chain(BLOCK_INPUT, [draft])[0]!;
const dense = (split: "column" | "row" | "none"): Operator =>
  one(linear({ id: "dense", role: "ffn", rows: 6, inner: 8, columns: 10, split, bias: false })[0]);
const image = one(
  convolution({ id: "image", inputSize: 8, kernel: 3, stride: 2, inChannels: 4, outChannels: 6 }),
);
const table = one(lookUp("table", { rows: 3, width: 8, tableRows: 100, split: "column" }));

test("outputs on one of two chips: columns and elements are divided, partial sums and rows of a table are whole", () => {
  expect(outputElements(dense("column"), 2)).toBe((6 * 10) / 2);
  expect(outputElements(dense("row"), 2)).toBe(6 * 10);
  expect(outputElements(core(), 2)).toBe((8 * 10 * 10) / 2);
  expect(outputElements(image, 2)).toBe(4 ** 2 * 6);
  expect(outputElements(one(vector("sum", "add", 12, "column")), 2)).toBe(12 / 2);
  expect(outputElements(one(vector("sum", "add", 12)), 2)).toBe(12);
  expect(outputElements(table, 2)).toBe(3 * 8);
});

test("temporary bytes are those of the largest product; other kinds of work need none", () => {
  const plans = ({ columns }: { columns: number }) => ({
    temporaryBytesPerTile: columns,
    tilesUsed: columns / 2,
  });
  const choice = { ...DEFAULT_CHOICE, microBatch: 2 };
  const bytes = (op: Operator, backward: boolean): number =>
    operatorMemory(op).temporaryBytes(op, backward, choice, { plans, tile: { tiles: 4, elementBytes: 2 } });
  // Forward 12 × 8 × 10; backward dX 12 × 10 × 8 and dW 8 × 12 × 10: the wider has 10 columns, as forward.
  expect(bytes(dense("none"), false)).toBe(10);
  expect(bytes(dense("none"), true)).toBe(10);
  expect(operatorMemory(dense("none")).tilesAtWork(dense("none"), false, choice, plans)).toBe(5);
  expect(bytes(one(vector("sum", "add", 12)), false)).toBe(0);
  expect(bytes(table, true)).toBe(0);
});

test("products are three programs of three phases in training, other work two of one; a table's gradient is never whole", () => {
  const programs = [dense("none"), image, one(vector("sum", "add", 12)), table].map((op) => {
    const { program, inBlocks, wholeGradient } = operatorMemory(op);
    return [program.directions, program.phases, inBlocks, wholeGradient];
  });
  expect(programs).toEqual([
    [3, 3, true, true],
    [3, 3, true, true],
    [2, 1, false, true],
    [2, 1, false, false],
  ]);
});
