import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { loadParquetEncoder, type StoreTable } from "../../../src/explore/store/parquet.ts";

const read = async (bytes: Uint8Array): Promise<readonly unknown[]> =>
  parquetReadObjects({ file: bytes.slice().buffer });

const table: StoreTable = {
  about: { sweep: "abc" },
  columns: [
    { name: "index", kind: "count", values: Int32Array.of(7, 8, 9) },
    { name: "chip.clock", kind: "number", values: Float64Array.of(1e9, 1e9, 2e9), few: true },
    { name: "mfu", kind: "number", values: Float64Array.of(0.1, Number.NaN, 1 / 3) },
    { name: "feasible", kind: "flag", values: Uint8Array.of(1, 0, 1) },
    { name: "system", kind: "text", values: ["mk2", null, "bow"] },
  ],
};

test("every kind of column reads back as it was, to the last bit; NaN as null", async () => {
  const encode = await loadParquetEncoder();
  expect(await read(encode(table))).toEqual([
    { index: 7, "chip.clock": 1e9, mfu: 0.1, feasible: true, system: "mk2" },
    { index: 8, "chip.clock": 1e9, mfu: null, feasible: false, system: null },
    { index: 9, "chip.clock": 2e9, mfu: 1 / 3, feasible: true, system: "bow" },
  ]);
});

test("the same table is the same bytes, whatever was encoded before", async () => {
  const encode = await loadParquetEncoder();
  const first = encode(table);
  encode({ about: {}, columns: [{ name: "x", kind: "number", values: new Float64Array(1000) }] });
  expect(encode(table)).toEqual(first);
});

test("numbers at the edge of double precision survive", async () => {
  const encode = await loadParquetEncoder();
  const values = Float64Array.of(Number.MAX_VALUE, Number.MIN_VALUE, -0.1, 0, 2 ** 53);
  const rows = await read(encode({ about: {}, columns: [{ name: "x", kind: "number", values }] }));
  expect(rows.map((row) => (row as { x: number }).x)).toEqual([...values]);
});
