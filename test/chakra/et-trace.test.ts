import { describe, expect, test } from "vitest";
import { decodeTrace, encodeTrace, numberOf, type EtTrace } from "../../src/chakra/et-trace.ts";
import { collective, compute, trace } from "./et-files.ts";

const bytes = (...parts: readonly (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part)] : [part])));

describe("a Chakra execution trace", () => {
  test("is what protobuf writes, byte by byte: version 1, then node 3 that depends on 1 and takes 300 µs", () => {
    const file = bytes(
      ...[3, 0x0a, 1, "1"], // metadata of 3 bytes: field 1, a text of 1
      ...[14, 0x08, 3, 0x12, 2, "ab", 0x18, 4], // node of 14 bytes: id 3, name "ab", type 4
      ...[0x2a, 1, 1, 0x38, 0xac, 0x02], // data_deps packed: 1; duration 300 as a varint
    );
    const read: EtTrace = {
      metadata: { version: "1" },
      nodes: [{ id: "3", name: "ab", type: "COMP_NODE", data_deps: ["1"], duration_micros: "300" }],
    };
    expect(decodeTrace(file)).toEqual(read);
    expect([...encodeTrace(read)]).toEqual([...file]);
  });

  test("loses nothing on its way: every kind of value, the largest whole numbers, texts in any script", () => {
    const wide: EtTrace = {
      metadata: { version: "0.0.4", attr: [{ name: "schema", string_val: "1.0.2-chakra.0.0.4" }] },
      nodes: [
        compute(1, 5),
        collective(2, 64e6, 0, [1], "pg 0"),
        {
          ...{ id: "18446744073709551615", name: "Σ ✓", type: "METADATA_NODE", ctrl_deps: ["1", "2"] },
          ...{ start_time_micros: "9007199254740993", duration_micros: "1" },
          inputs: { values: "[1]", shapes: "[[2, 3]]", types: "['f16']" },
          outputs: { values: "[]" },
          attr: [
            { name: "a", doc_string: "why", double_val: 1.2345 },
            { name: "b", float_val: 0.5 },
            { name: "c", int32_val: -7 },
            { name: "d", int64_val: "-9223372036854775808" },
            { name: "e", uint32_val: 4294967295 },
            { name: "f", uint64_val: "18446744073709551615" },
            { name: "g", sint64_val: "-3" },
            { name: "h", sfixed32_val: -4 },
            { name: "i", bool_val: false },
            { name: "j", int64_list: { values: ["1", "-2"] } },
            { name: "k", string_list: { values: ["x", ""] } },
            { name: "l", bool_list: { values: [true, false] } },
            { name: "m", double_list: { values: [0.1, -0.2] } },
          ],
        },
      ],
    };
    const file = encodeTrace(wide);
    const again = decodeTrace(file);
    expect(again.nodes[2]).toEqual(wide.nodes[2]);
    expect(again.metadata).toEqual(wide.metadata);
    expect([...encodeTrace(again)]).toEqual([...file]);
    expect(numberOf(again.nodes[1]!, "comm_size")).toBe(64e6);
  });

  test("values of bytes stay bytes", () => {
    const raw = trace({ id: "1", attr: [{ name: "raw", bytes_val: bytes(0, 255, 128) }] });
    const [node] = decodeTrace(encodeTrace(raw)).nodes;
    expect([...(node!.attr![0]!["bytes_val"] as Uint8Array)]).toEqual([0, 255, 128]);
  });

  test("a file that ends within a node is none", () => {
    const file = encodeTrace(trace(compute(1, 5)));
    expect(() => decodeTrace(file.slice(0, -1))).toThrow(RangeError);
  });
});
