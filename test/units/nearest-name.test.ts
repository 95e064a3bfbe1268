import { describe, expect, test } from "vitest";
import { nearestName } from "../../src/units/nearest-name.ts";

describe("nearestName", () => {
  test("finds the word that was meant", () =>
    expect(nearestName("sytem", ["workload", "system"])).toBe("system"));
  test("suggests nothing where more than a third of the letters is wrong", () =>
    expect(nearestName("banana", ["system"])).toBeUndefined());
  test("prefers the nearest, of equals the first", () =>
    expect(nearestName("ru", ["report", "run", "rub"])).toBe("run"));
  test("counts a swap of two neighbours once: in a word of five one is what it forgives", () => {
    expect(nearestName("tlie", ["tile"])).toBe("tile");
    expect(nearestName("itel", ["tile"])).toBeUndefined();
  });
  test("takes letter case for less than any other letter", () =>
    expect(nearestName("MNLI", ["mnla", "mnli"])).toBe("mnli"));
});
