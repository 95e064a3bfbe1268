import { expect, test } from "vitest";
import { keptElements } from "../../src/plan/memory/standing-bytes.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";

const GIB = 2 ** 30;
const { spec } = await openSpecs().workload("llama-2-70b");

/** GiB of keys and values in 16 bits on one chip. */
function keptGibibytes(
  model: Partial<WorkloadSpec["model"]>,
  { tokens, samples = 1, tensorParallel = 1 }: { tokens: number; samples?: number; tensorParallel?: number },
): number {
  const { blocks } = buildOperatorGraph({ ...spec, model: { ...spec.model, ...model } }, "decode");
  const cuts = blocks.map((block) => ({ block, count: block.count }));
  return (keptElements({ blocks: cuts }, { tensorParallel }, { context: tokens }) * samples * 2) / GIB;
}

test("Gemma 3 27B at 131,072 tokens: 10 layers of all tokens, 52 of the last 1,024, 10.4 GiB", () => {
  const gemma = { layers: 62, hidden: 5376, heads: 32, kvHeads: 16, headSize: 128 };
  const kept = keptGibibytes(
    { ...gemma, slidingWindow: { tokens: 1024, fullEvery: 6 } },
    { tokens: 131_072 },
  );
  expect(kept).toBeCloseTo(10.4, 1);
  expect(keptGibibytes(gemma, { tokens: 131_072 })).toBeCloseTo(62, 6);
});
test("Llama-2 70B at TP 16 with 20,480 tokens: each chip holds a whole one of 8 heads, 0.781 GiB", () =>
  expect(keptGibibytes({}, { tokens: 20_480, tensorParallel: 16 })).toBeCloseTo(0.78125, 6));
test("StarCoder at TP 8 with 32 × 8,192 tokens: every chip holds the one head of all, 5.0 GiB", () => {
  const starCoder = { layers: 40, hidden: 6144, heads: 48, kvHeads: 1, headSize: 128 };
  expect(keptGibibytes(starCoder, { tokens: 8192, samples: 32, tensorParallel: 8 })).toBeCloseTo(5.0, 6);
});
