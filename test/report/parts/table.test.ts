import { expect, test } from "vitest";
import { displayWidth, table, wrap, wrapLines } from "../../../src/report/parts/table.ts";

test("columns are as wide as their widest cell, and figures stand right", () =>
  expect(
    table(
      [
        { header: "", align: "left" },
        { header: "time", align: "right" },
      ],
      [
        [{ text: "Bow" }, { text: "9 ms" }],
        [{ text: "Good Computer" }, { text: "12.5 ms" }],
      ],
    ),
  ).toEqual(["                  time", "Bow               9 ms", "Good Computer  12.5 ms"]));

test("paint changes no width", () => {
  const paint = (text: string): string => `\u001b[1m${text}\u001b[22m`;
  const [, row] = table([{ header: "long header", align: "right" }], [[{ text: "x", paint }]]);
  expect(row).toBe(`${" ".repeat(10)}\u001b[1mx\u001b[22m`);
});

test("a Chinese character takes two columns", () => expect(displayWidth("拟未 IPU")).toBe(2 * 2 + 4));

test("text is broken at spaces, and a longer word stands alone", () =>
  expect(wrap("a bb incomprehensible c", 6)).toEqual(["a bb", "incomprehensible", "c"]));

test("long sentences go on two columns to the right of where they began, rows of tables stay whole", () => {
  const row = "  clock   1.85 GHz  published";
  expect(wrapLines(`a\n  of many plans none fits\n${row}\n`, 14)).toBe(
    `a\n  of many\n    plans none\n    fits\n${row}\n`,
  );
});
