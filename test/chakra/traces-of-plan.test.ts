import { describe, expect, test } from "vitest";
import { decodeTrace, encodeTrace, numberOf, type EtNode } from "../../src/chakra/et-trace.ts";
import { replay } from "../../src/chakra/replay.ts";
import { tracesOfPlan } from "../../src/chakra/traces-of-plan.ts";
import type { Segment } from "../../src/estimate/priced-plan.ts";
import { compute, copy, pipeline, pricedPlan, shared, type PlaceSketch } from "../estimate/priced.ts";
import { SYSTEM } from "./et-files.ts";

const handOver = (pattern: "next" | "before"): Segment => ({
  ...copy(0.25),
  ...{ bytes: 300, traffic: { members: 3, stride: 1, pattern } },
});
/** Gradients summed over 2 replicas of 3 chips: a ring of 2 sends as much as the tensor has. */
const summed: Segment = {
  ...{ label: "gradients", resource: "links", seconds: 1, time: { gradientReduction: 1 }, energy: {} },
  ...{ bytes: 800, traffic: { members: 2, stride: 3 } },
};
const stages = [
  { forward: [compute(1)], backward: [compute(2)], copyForward: handOver("next"), update: [summed] },
  {
    ...{ forward: [compute(1)], backward: [compute(2)], update: [shared("streaming", 400), summed] },
    ...{ copyForward: handOver("next"), copyBackward: handOver("before") },
  },
  { forward: [compute(1)], backward: [compute(2)], copyBackward: handOver("before"), update: [summed] },
];
const place: PlaceSketch = { dataParallel: 2, chipsPerMachine: 6 };
const { npus, traceOf, groups } = tracesOfPlan(pricedPlan(pipeline(4, ...stages), place));
const traces = Array.from({ length: npus }, (_, npu) => traceOf(npu));
const of = (npu: number, type: EtNode["type"]) => traces[npu]!.nodes.filter((node) => node.type === type);

describe("a step of 4 micro-batches on 2 replicas of 3 stages, as traces", () => {
  test("one an NPU; groups are the same stage of both replicas", () => {
    expect(npus).toBe(6);
    expect(Object.values(groups)).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });

  test("each NPU computes forward and backward of every micro-batch", () => {
    for (let npu = 0; npu < 6; npu++) {
      const seconds = of(npu, "COMP_NODE").map((node) => numberOf(node, "seconds")!);
      expect(seconds.reduce((sum, one) => sum + one, 0)).toBe(4 * (1 + 2));
      expect(of(npu, "COMM_COLL_NODE").map((node) => numberOf(node, "comm_size"))).toEqual([800]);
    }
    expect(of(1, "MEM_LOAD_NODE").map((node) => numberOf(node, "tensor_size"))).toEqual([400]);
  });

  test("what one sends another receives: activations on, gradients back", () => {
    expect([0, 1, 2].map((npu) => of(npu, "COMM_SEND_NODE").length)).toEqual([4, 8, 4]);
    expect([0, 1, 2].map((npu) => of(npu, "COMM_RECV_NODE").length)).toEqual([4, 8, 4]);
    expect(new Set(of(4, "COMM_SEND_NODE").map((node) => numberOf(node, "comm_dst")))).toEqual(
      new Set([3, 5]),
    );
  });

  test("they replay: as long as the pipeline on links that cost nothing, bytes as the plan sends them", () => {
    const system = {
      ...SYSTEM,
      link: { bytesPerSecond: 1e12, latencySeconds: 0 },
      memoryBytesPerSecond: 1e12,
    };
    const done = replay(traces, { ...system, groups: new Map(Object.entries(groups)) });
    if (done.kind !== "replay") throw new Error(done.reasons.join("\n"));
    for (const [npu, { bytesSent }] of done.npus.entries())
      expect(bytesSent).toBe(800 + 300 * of(npu, "COMM_SEND_NODE").length);
    // the last stage runs forward and backward of one micro-batch in a cycle; others wait for each other by messages alone
    expect(done.seconds).toBeGreaterThanOrEqual(4 * (1 + 2));
    expect(done.seconds).toBeLessThan(8 * (1 + 2));
  });

  test("and lose nothing in a file", () => {
    for (const trace of traces) {
      const again = decodeTrace(encodeTrace(trace));
      expect([...encodeTrace(again)]).toEqual([...encodeTrace(trace)]);
      expect(again.nodes.map(({ data_deps }) => data_deps)).toEqual(
        trace.nodes.map(({ data_deps }) => data_deps),
      );
    }
  });
});
