import { describe, expect, test } from "vitest";
import { stashDepth } from "../../../src/plan/memory/stash-depth.ts";

type Input = Parameters<typeof stashDepth>[1];

const stages = [0, 1, 2, 3].map((index) => ({ index, chip: index, blocks: [] }));
const depths = (architecture: "tiled" | "roofline", microBatches: number, interleave?: number): number[] => {
  const input = {
    arch: { chip: { architecture } },
    stages,
    choice: { microBatches, ...(interleave !== undefined && { interleave }) },
  } as unknown as Input;
  return stages.map((stage) => stashDepth(stage, input));
};

describe("micro-batches held by each of four stages", () => {
  test("on tiled chips, twice the stages to come and one", () =>
    expect(depths("tiled", 99)).toEqual([7, 5, 3, 1]));
  test("on GPUs (1F1B), the stages to come and one", () =>
    expect(depths("roofline", 99)).toEqual([4, 3, 2, 1]));
  test("interleaved in 3 chunks, 3/3 of a micro-batch more: (4 − 1) / 3", () =>
    expect(depths("roofline", 99, 3)).toEqual([5, 4, 3, 2]));
  test("never more than there are", () => expect(depths("tiled", 2)).toEqual([2, 2, 2, 1]));
});
