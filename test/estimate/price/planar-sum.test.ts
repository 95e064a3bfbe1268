import { describe, expect, test } from "vitest";
import { priceBlock } from "../../../src/estimate/price/price-block.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { MatmulOperator, Operator } from "../../../src/workload/graph/operator-graph.ts";
import {
  block,
  core,
  graphOf,
  matmul,
  plannerOf,
  pricing,
  tinyGpus,
  TINY_SOFTWARE,
} from "../../helpers/tiny.ts";

const planMatmul = plannerOf(() => ({ matmulCycles: 1000 }));
const machine = (layouts: typeof TINY_SOFTWARE.layouts) => {
  const software = { ...TINY_SOFTWARE, layouts, fuses: { ...TINY_SOFTWARE.fuses, attention: true } };
  return tinyGpus({
    // 10 B/s a link, no latency, a torus of two dimensions.
    gpu: {
      torus: { dimensions: 2, ring: 4 },
      links: { count: 4, bytesPerSecondEach: 10, latencySeconds: 0, joulesPerByte: 1 },
      software: { training: software, inference: software },
    },
    system: { linkDomainChips: 16 },
  });
};
const up = matmul({ id: "ffn-up", split: "column", columns: 32 });
const down = matmul({ id: "ffn-down", split: "row", inner: 32, columns: 40 });

function sums(
  operators: readonly Operator[],
  layouts: typeof TINY_SOFTWARE.layouts,
  { choice = {} as Partial<PlanChoice>, phase = "prefill" as "prefill" | "training" } = {},
) {
  const layer = block(operators);
  const model = { heads: 16, kvHeads: 1, hidden: 320, layers: 1, vocabulary: 50 };
  const sketch = graphOf([layer], { phase });
  const graph = { ...sketch, workload: { ...sketch.workload, model } as typeof sketch.workload };
  const context = pricing({
    arch: machine(layouts),
    choice: { tensorParallel: 16, ...choice },
    planMatmul,
    graph,
  });
  return priceBlock(layer, context)
    .forward.filter(({ time }) => time.tensorParallel !== undefined)
    .map(({ label, seconds }) => [label, seconds]);
}
const all = { planar: true, samples: true };
const none = { planar: false, samples: false };

describe("the sum after two products over 16 chips of a torus", () => {
  // 10 rows of 40 results, 800 B in fp16; 32 columns between, 640 B twice.
  test("is an all-reduce over all four links: 750 B, twice", () =>
    expect(sums([up, down], none)).toEqual([["layer all-reduce", (2 * 750) / 40]]));
  test("is less where weights are divided along both sides: 150 B twice and 240 B over two links each", () =>
    expect(sums([up, down], all)).toEqual([["layer all-reduce", (2 * 150 + 240) / 20]]));
  test("is that of the whole where experts or training ask for it", () => {
    const routed = { ...down, routing: { experts: 4, perToken: 2 } } as MatmulOperator;
    expect(sums([up, routed], all)).toContainEqual(["layer all-reduce", expect.closeTo(37.5, 9)]);
    expect(sums([up, down], all, { phase: "training" })).toEqual([["layer all-reduce", 37.5]]);
  });
});

describe("attention of eight heads on one key/value head over 16 chips", () => {
  const scores = core({ groups: 16, sharedBy: 16 });
  test("sends queries and results to the chips that have their samples: 3/4 of 4 samples' 10 rows", () =>
    // A chip has one head, 20 wide: 4 · 10 · 20 · 2 B = 1,600 B; 1,200 B leave over one link.
    expect(sums([scores], all, { choice: { microBatch: 4 } })).toEqual([["scores samples", 120]]));
  test("stays where it is without that layout, with one sample, and in training", () => {
    expect(sums([scores], none, { choice: { microBatch: 4 } })).toEqual([]);
    expect(sums([scores], all)).toEqual([]);
    expect(sums([scores], all, { choice: { microBatch: 4 }, phase: "training" })).toEqual([]);
  });
});
