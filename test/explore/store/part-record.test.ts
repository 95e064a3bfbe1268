import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRecord, recordText, type PartRecord } from "../../../src/explore/store/part-record.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const record: PartRecord = {
  schema: "dse.sweep-part/v1",
  sweep: "s",
  part: 3,
  first: 12,
  count: 2,
  rows: { file: "part-00003.parquet", bytes: 10, sha256: "x" },
  peers: [{ points: 2, feasible: 1, front: [], bins: [], ranges: [] }],
  sample: [],
};
const text = recordText(record, sha256);

test("a record reads back", () => expect(parseRecord(text, "s", sha256)).toEqual(record));

test("a record of another sweep is none of ours", () =>
  expect(parseRecord(text, "other", sha256)).toBeUndefined());

test("a record cut off anywhere is no record", () =>
  fc.assert(
    fc.property(fc.nat(text.length - 1), (length) => {
      expect(parseRecord(text.slice(0, length), "s", sha256)).toBeUndefined();
    }),
  ));

test("a record with any character changed is no record", () =>
  fc.assert(
    fc.property(fc.nat(text.length - 1), (at) => {
      const changed = text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
      expect(parseRecord(changed, "s", sha256)).toBeUndefined();
    }),
  ));
