import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { loadParquetEncoder } from "../../../src/explore/store/parquet.ts";
import type { StoreTable } from "../../../src/explore/store/store-table.ts";

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
    { name: "weights", kind: "level", levels: ["sram", "streaming"], at: Float64Array.of(1, 0, Number.NaN) },
    { name: "pod", kind: "level", levels: [16, 64], at: Float64Array.of(1, 1, Number.NaN) },
  ],
};

test("every kind of column reads back as it was, to the last bit; NaN as null", async () => {
  const encode = await loadParquetEncoder();
  expect(await read(encode(table))).toEqual([
    { index: 7, "chip.clock": 1e9, mfu: 0.1, feasible: true, system: "mk2", weights: "streaming", pod: 64 },
    { index: 8, "chip.clock": 1e9, mfu: null, feasible: false, system: null, weights: "sram", pod: 64 },
    { index: 9, "chip.clock": 2e9, mfu: 1 / 3, feasible: true, system: "bow", weights: null, pod: null },
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

test("long columns of every pattern read back: runs, turns, few values and many, gaps", async () => {
  const encode = await loadParquetEncoder();
  const rows = 1000;
  const numbersOf = (at: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => at(row));
  const columns = {
    constant: numbersOf(() => 7),
    slow: numbersOf((row) => Math.floor(row / 100)),
    fast: numbersOf((row) => row % 3),
    mixed: numbersOf((row) => (row % 50 < 20 ? 1 : row % 7)),
    distinct: numbersOf((row) => row / 7),
    gaps: numbersOf((row) => (row % 5 === 0 || row > 900 ? Number.NaN : row % 11)),
    unknown: numbersOf(() => Number.NaN),
    signed: numbersOf((row) => (row % 2 === 0 ? -0 : 0)),
  };
  const flags = Uint8Array.from({ length: rows }, (_, row) => Number(row % 13 < 9));
  const bytes = encode({
    about: {},
    columns: [
      ...Object.entries(columns).map(
        ([name, values]) => ({ name, kind: "number", values, few: true }) as const,
      ),
      { name: "flag", kind: "flag", values: flags },
      {
        name: "text",
        kind: "text",
        values: Array.from(flags, (_, row) => (row % 4 === 0 ? null : `${row % 9} µ`)),
      },
    ],
  });
  const found = await read(bytes);
  expect(found).toHaveLength(rows);
  found.forEach((row, at) => {
    const expected = Object.entries(columns).map(([name, values]) => [name, values[at]!] as const);
    expect(row).toStrictEqual({
      ...Object.fromEntries(expected.map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
      flag: flags[at] === 1,
      text: at % 4 === 0 ? null : `${at % 9} µ`,
    });
  });
});

test("a table without rows is a file that can be read", async () => {
  const encode = await loadParquetEncoder();
  const values = new Float64Array();
  expect(await read(encode({ about: {}, columns: [{ name: "x", kind: "number", values }] }))).toEqual([]);
});
