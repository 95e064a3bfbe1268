import { describe, expect, test } from "vitest";
import { editDistance, nearest } from "../../src/cli/nearest.ts";

describe("editDistance", () => {
  test("counts insertions, deletions and replacements", () =>
    expect(editDistance("kitten", "sitting")).toBe(3));
  test("counts a swap of two neighbours once", () => expect(editDistance("sytsem", "system")).toBe(1));
  test("of a word to itself is 0, to the empty word its length", () => {
    expect(editDistance("tile", "tile")).toBe(0);
    expect(editDistance("tile", "")).toBe(4);
  });
});

describe("nearest", () => {
  test("finds the word that was meant", () =>
    expect(nearest("sytem", ["workload", "system"])).toBe("system"));
  test("suggests nothing when nothing is near", () => expect(nearest("banana", ["system"])).toBeUndefined());
  test("prefers the nearest, then the first by name", () =>
    expect(nearest("ru", ["run", "rub", "report"])).toBe("rub"));
});
