import { describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { legalDegrees, type DegreesInput } from "../../../src/explore/plan-search/degrees.ts";
import type { WorkloadSpec } from "../../../src/spec/kinds/workload-spec.ts";
import type { Block } from "../../../src/workload/graph/operator-graph.ts";

const machine = (architecture: "tiled" | "roofline", chips: number, perMachine = chips): Arch =>
  ({
    ...{ chips, linkDomainChips: perMachine },
    ...{ chip: { architecture }, machine: { chips: perMachine } },
  }) as unknown as Arch;

const batchOf = (batch: number, experts?: number): WorkloadSpec =>
  ({
    model: experts === undefined ? {} : { experts: { count: experts } },
    task: { kind: "inference", batch },
  }) as unknown as WorkloadSpec;

/** One layer whose attention has so many heads. */
const heads = (groups: number): readonly Block[] =>
  [{ operators: [{ kind: "matmul", split: "heads", groups }] }] as unknown as readonly Block[];

/** The different values that a degree takes, ascending. */
function values(
  name: keyof ReturnType<typeof legalDegrees>[number],
  input: Partial<DegreesInput>,
): readonly number[] {
  const found = legalDegrees({
    ...{ arch: machine("tiled", 1), workload: batchOf(1), blocks: heads(1), layers: 1 },
    ...{ fixed: {}, breadth: "all" },
    ...input,
  });
  return [...new Set(found.map((degrees) => degrees[name] ?? 1))].sort((a, b) => a - b);
}

describe("micro-batches", () => {
  const workload = batchOf(192);
  test("of the usual kind are powers of two that divide the samples, 64 the largest", () =>
    expect(values("microBatch", { workload, breadth: "usual" })).toEqual([1, 2, 4, 8, 16, 32, 64]));
  test("may be any divisor of a replica's samples", () =>
    expect(values("microBatch", { workload: batchOf(12) })).toEqual([1, 2, 3, 4, 6, 12]));
  test("are as many as its samples take", () =>
    expect(values("microBatches", { workload: batchOf(12), fixed: { microBatch: 4 } })).toEqual([3]));
});

describe("replicas", () => {
  const input = { arch: machine("roofline", 4), workload: batchOf(6) };
  test("divide the batch, as many as there is room for", () =>
    expect(values("dataParallel", input)).toEqual([1, 2, 3]));
  test("of the usual kind are as many as there is room for", () =>
    expect(values("dataParallel", { ...input, breadth: "usual", fixed: { tensorParallel: 1 } })).toEqual([
      3,
    ]));
  test("leave room for the chips of each: two of two on four", () =>
    expect(values("dataParallel", { ...input, fixed: { tensorParallel: 2 }, blocks: heads(2) })).toEqual([
      1, 2,
    ]));
  test("that are three share no expert: no power of two divides them", () =>
    expect(
      values("expertParallel", {
        ...input,
        workload: batchOf(12, 6),
        fixed: { tensorParallel: 1, dataParallel: 3 },
      }),
    ).toEqual([1]));
  test("leave room for every stage of each: two of two stages on four", () =>
    expect(
      values("dataParallel", { ...input, layers: 2, fixed: { tensorParallel: 1, pipelineParallel: 2 } }),
    ).toEqual([1, 2]));
  test("share experts among powers of two of them, which divide their number", () =>
    expect(
      values("expertParallel", {
        ...input,
        workload: batchOf(12, 6),
        fixed: { tensorParallel: 1, dataParallel: 4 },
      }),
    ).toEqual([1, 2]));
});

describe("tensor-parallel degrees", () => {
  test("on IPUs divide the heads, in one link domain", () => {
    expect(values("tensorParallel", { arch: machine("tiled", 16, 4), blocks: heads(24) })).toEqual([
      1, 2, 3, 4,
    ]);
    expect(values("tensorParallel", { arch: machine("tiled", 64), blocks: heads(28) })).toEqual([
      1, 2, 4, 7, 14, 28,
    ]);
  });
  test("go on where powers of two end, if nothing fits: 28 heads over 7, 14, 28 IPUs", () => {
    const further = (arch: Arch, count: number) =>
      values("tensorParallel", { arch, blocks: heads(count), breadth: "further" });
    expect(further(machine("tiled", 64), 28)).toEqual([7, 14, 28]);
    expect(further(machine("tiled", 64), 24)).toEqual([12, 24]);
    expect(further(machine("tiled", 64), 32)).toEqual([]);
    expect(further(machine("tiled", 16, 4), 24)).toEqual([]);
    expect(further(machine("roofline", 64), 28)).toEqual([]);
    expect(
      values("tensorParallel", { arch: machine("tiled", 64), blocks: heads(28), breadth: "usual" }),
    ).toEqual([1, 2, 4]);
  });
  test("that are no power of two take partitions of a power of two: 14 take 16, of which 63 chips have three and a batch of 64 divides two", () => {
    const input = { workload: batchOf(64), blocks: heads(28), fixed: { tensorParallel: 14 } };
    expect(values("dataParallel", { ...input, arch: machine("tiled", 63) })).toEqual([1, 2]);
    expect(values("dataParallel", { ...input, arch: machine("tiled", 64) })).toEqual([1, 2, 4]);
  });
  test("on GPUs divide the heads, and straddle no machine: 6 of 4 a machine do, 8 fill two", () =>
    expect(values("tensorParallel", { arch: machine("roofline", 16, 4), blocks: heads(24) })).toEqual([
      1, 2, 4, 8, 12,
    ]));
  test("of the usual kind are powers of two in a link domain there, too", () =>
    expect(
      values("tensorParallel", { arch: machine("roofline", 16, 4), blocks: heads(24), breadth: "usual" }),
    ).toEqual([1, 2, 4]));
});

describe("pipelines", () => {
  test("have no more stages than layers or chips; on IPUs a power of two", () => {
    expect(values("pipelineParallel", { arch: machine("roofline", 16), layers: 5 })).toEqual([1, 2, 3, 4, 5]);
    expect(values("pipelineParallel", { arch: machine("roofline", 3), layers: 5 })).toEqual([1, 2, 3]);
    expect(values("pipelineParallel", { arch: machine("tiled", 16), layers: 5 })).toEqual([1, 2, 4]);
  });
  test("are as long as the user's list of layers", () =>
    expect(
      values("pipelineParallel", {
        arch: machine("tiled", 16),
        layers: 6,
        fixed: { layersPerStage: [1, 2, 3] },
      }),
    ).toEqual([3]));
});
