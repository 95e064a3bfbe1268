import { expect, test } from "vitest";
import { COLLECTIVES } from "../../src/chakra/et-schema.ts";
import type { EtAttribute, EtNode } from "../../src/chakra/et-trace.ts";
import { readWork } from "../../src/chakra/et-work.ts";

const whole = (name: string, value: number): EtAttribute => ({ name, int64_val: String(value) });
const works = (...nodes: readonly EtNode[]) => {
  const read = readWork({ metadata: {}, nodes }, 5);
  return "works" in read ? read.works : read.reasons;
};
const collective = (id: string, name: (typeof COLLECTIVES)[number], group: string): EtNode => ({
  id,
  type: "COMM_COLL_NODE",
  attr: [
    whole("comm_type", COLLECTIVES.indexOf(name)),
    whole("comm_size", 64),
    { name: "pg_name", string_val: group },
  ],
});

test("compute takes the seconds that dse writes, else its microseconds, and waits for both kinds of dependency once", () =>
  expect(
    works(
      { id: "1", type: "COMP_NODE", duration_micros: "3" },
      {
        id: "2",
        type: "COMP_NODE",
        duration_micros: "3",
        data_deps: ["1"],
        ctrl_deps: ["1"],
        attr: [{ name: "seconds", double_val: 0.5 }],
      },
    ),
  ).toMatchObject([
    { kind: "compute", seconds: 3e-6, after: [] },
    { kind: "compute", seconds: 0.5, after: ["1"] },
  ]));

test("messages are told apart by both ends, tag and order; the NPU of the file is the end that the node leaves out", () => {
  const sent = (id: string, to: number, tag: number): EtNode => ({
    id,
    type: "COMM_SEND_NODE",
    attr: [whole("comm_dst", to), whole("comm_tag", tag), whole("comm_size", 8)],
  });
  const received: EtNode = {
    id: "9",
    type: "COMM_RECV_NODE",
    attr: [whole("comm_src", 7), whole("comm_size", 8)],
  };
  expect(works(sent("1", 7, 0), sent("2", 7, 1), sent("3", 7, 0), received)).toMatchObject([
    { from: 5, to: 7, tag: 0, at: 0 },
    { from: 5, to: 7, tag: 1, at: 0 },
    { from: 5, to: 7, tag: 0, at: 1 },
    { from: 7, to: 5, tag: 0, at: 0 },
  ]);
});

test("collectives are counted by group; a barrier moves nothing", () =>
  expect(
    works(
      collective("1", "ALL_REDUCE", "a"),
      collective("2", "BARRIER", "b"),
      collective("3", "ALL_GATHER", "a"),
    ),
  ).toMatchObject([
    { collective: "ALL_REDUCE", group: "a", at: 0, bytes: 64 },
    { collective: "BARRIER", group: "b", at: 0, bytes: 0 },
    { collective: "ALL_GATHER", group: "a", at: 1, bytes: 64 },
  ]));

test("what cannot be simulated is refused with its NPU and node, all at once", () =>
  expect(
    works({ id: "1", name: "x", type: "COMP_NODE" }, collective("2", "BROADCAST", ""), {
      id: "2",
      type: "MEM_LOAD_NODE",
      data_deps: ["8"],
    }),
  ).toEqual([
    'NPU 5, node 1 "x": a COMP_NODE needs duration_micros: what it computes on is not said',
    expect.stringMatching(/^NPU 5, node 2 "": BROADCAST is not simulated; these are: ALL_REDUCE, /),
    'NPU 5, node 2 "": depends on node 8, which the trace does not have',
    'NPU 5, node 2 "": a MEM_LOAD_NODE needs the attribute tensor_size',
    "NPU 5: two nodes have the same id",
  ]));
