import { describe, expect, test } from "vitest";
import { allReduce } from "../../src/cost/collective/collective.ts";
import { replay, type Replay, type ReplaySystem } from "../../src/chakra/replay.ts";
import type { EtNode, EtTrace } from "../../src/chakra/et-trace.ts";
import { collective, compute, integer, SYSTEM, trace } from "./et-files.ts";

function run(traces: readonly EtTrace[], system: ReplaySystem = SYSTEM): Replay {
  const done = replay(traces, system);
  if (done.kind !== "replay") throw new Error(done.reasons.join("\n"));
  return done;
}
const refused = (traces: readonly EtTrace[]): readonly string[] => {
  const done = replay(traces, SYSTEM);
  return done.kind === "replay" ? [] : done.reasons;
};
const same = (count: number, ...nodes: readonly EtNode[]): readonly EtTrace[] =>
  Array.from({ length: count }, () => trace(...nodes));

describe("an all-reduce of 64 MB", () => {
  test.each([64, 256])("over %i NPUs in a ring: 2 (n − 1) steps of 64 MB / n, one way", (npus) => {
    const { seconds, events } = run(same(npus, collective(0, 64e6)));
    const steps = 2 * (npus - 1);
    expect(seconds / (steps * (64e6 / npus / 50e9 + 500e-9))).toBeCloseTo(1, 9);
    expect(events).toBe(npus * steps);
  });

  test.each([64, 256])("over %i NPUs both ways round, meeting in the middle: the law", (npus) => {
    const { seconds } = run(same(npus, collective(0, 64e6)), { ...SYSTEM, algorithm: "meet-in-the-middle" });
    const law = allReduce(64e6, npus, { bytesPerSecond: 2 * 50e9, latencySeconds: 500e-9 });
    expect(seconds / law.seconds).toBeCloseTo(1, 9);
  });

  test("every NPU sends 2 (n − 1)/n of it", () => {
    for (const { bytesSent } of run(same(64, collective(0, 64e6))).npus)
      expect(bytesSent).toBeCloseTo((2 * 63 * 64e6) / 64, 3);
  });
});

describe("nodes of an NPU", () => {
  test("compute one at a time, in order of arrival: 3 + 4 µs; what depends on both waits for both", () => {
    const { seconds, npus } = run([trace(compute(1, 3), compute(2, 4), compute(3, 5, [1, 2]))]);
    expect(seconds).toBeCloseTo(12e-6, 15);
    expect(npus[0]!.computeSeconds).toBeCloseTo(12e-6, 15);
  });

  test("move bytes beside compute: 2 MB at 1 TB/s within 5 µs", () => {
    const load: EtNode = { id: "9", type: "MEM_LOAD_NODE", attr: [integer("tensor_size", 2_000_000)] };
    const { seconds, npus } = run([trace(compute(1, 5), load)]);
    expect(seconds).toBeCloseTo(5e-6, 15);
    expect(npus[0]!.memorySeconds).toBeCloseTo(2e-6, 15);
  });

  test("wait for the last member of a collective, who computes 7 µs before it", () => {
    const late = trace(compute(1, 7), collective(2, 50e3, 0, [1]));
    const { seconds } = run([late, trace(collective(1, 50e3))]);
    expect(seconds).toBeCloseTo(7e-6 + 2 * (25e3 / 50e9 + 500e-9), 15);
  });

  test("groups of two run beside each other over their own links", () => {
    const groups = new Map([
      ["a", [0, 1]],
      ["b", [2, 3]],
    ]);
    const of = (group: string) => trace(collective(1, 50e3, 2, [], group));
    const { seconds } = run([of("a"), of("a"), of("b"), of("b")], { ...SYSTEM, groups });
    expect(seconds).toBeCloseTo(25e3 / 50e9 + 500e-9, 15);
  });

  test("a message takes bytes over rate and the latency, and its receiver goes on after it", () => {
    const end = (type: string, peer: string): EtNode => ({
      ...{ id: "1", type: type as "COMM_SEND_NODE" },
      attr: [integer(peer, peer === "comm_dst" ? 1 : 0), integer("comm_size", 100e3), integer("comm_tag", 3)],
    });
    const { seconds, npus } = run([
      trace(end("COMM_SEND_NODE", "comm_dst")),
      trace(end("COMM_RECV_NODE", "comm_src"), compute(2, 4, [1])),
    ]);
    expect(seconds).toBeCloseTo(100e3 / 50e9 + 500e-9 + 4e-6, 15);
    expect(npus.map(({ bytesSent }) => bytesSent)).toEqual([100e3, 0]);
  });
});

describe("traces that cannot run say why", () => {
  test("a member who never comes", () =>
    expect(refused([trace(collective(4, 8)), trace(compute(1, 1))])).toEqual([
      'NPU 0, node 4 "collective 4" waits for others of group "", its collective 1 there',
    ]));
  test("nodes that wait for each other", () =>
    expect(refused([trace(compute(1, 1, [2]), compute(2, 1, [1]))])).toEqual([
      'NPU 0, node 1 "compute 1" waits for node 2, which waits for it',
    ]));
  test("a node that is not there, an attribute that is missing, a collective that is not simulated", () => {
    const reasons = refused([
      trace(
        compute(1, 1, [7]),
        { id: "2", type: "COMM_COLL_NODE", attr: [integer("comm_type", 1)] },
        { id: "3", type: "COMP_NODE" },
      ),
    ]);
    expect(reasons.join("\n")).toMatch(/node 7, which the trace does not have/);
    expect(reasons.join("\n")).toMatch(/REDUCE is not simulated; these are: ALL_REDUCE/);
    expect(reasons.join("\n")).toMatch(/needs the attribute comm_size/);
    expect(reasons.join("\n")).toMatch(/needs duration_micros/);
  });
});
