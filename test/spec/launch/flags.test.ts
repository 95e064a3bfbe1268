import { expect, test } from "vitest";
import { flagsIn } from "../../../src/spec/launch/flags.ts";
import { lineColumn, plainValue } from "../../../src/spec/yaml/spec-node.ts";

const read = (text: string): unknown => plainValue(flagsIn({ file: "run.sh", text }));

test.each([
  ["--num-layers 24", { "num-layers": 24 }],
  ["--num_layers=24 --lr 6.0e-5", { "num-layers": 24, lr: 6e-5 }],
  ["--bf16 --swiglu --lr 1", { bf16: true, swiglu: true, lr: 1 }],
  ["--weight-decay -0.1 --x", { "weight-decay": -0.1, x: true }],
  ["# --num-layers 24\n--num-layers 12 # not --num-layers 6", { "num-layers": 12 }],
  ["--num-layers 24 --num-layers 12", { "num-layers": 12 }],
  ["ARGS=( --tp \\\n 8 )\nrun ${ARGS[@]}", { $ARGS: "--tp", tp: 8 }],
  ['N=4\nrun --nnodes $N --each "${M:-8}" --other $NOBODY', { $N: 4, nnodes: 4, each: 8, other: "$NOBODY" }],
])("%j", (text, flags) => {
  expect(read(text)).toEqual(flags);
});

test("a value knows its line and column", () => {
  const text = "torchrun \\\n  --num-layers 24x";
  const { node } = flagsIn({ file: "run.sh", text }).entries.get("num-layers")!;
  expect(lineColumn(text, node.place.start)).toEqual({ line: 2, column: 16 });
});
