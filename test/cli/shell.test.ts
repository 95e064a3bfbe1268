import { describe, expect, test } from "vitest";
import { overridesOf, formatsOf, seedOf, stringsOf } from "../../src/cli/options.ts";
import { wantsColour } from "../../src/cli/shell.ts";

describe("colour", () => {
  test("is for a person at a terminal", () => {
    expect(wantsColour([], {}, true)).toBe(true);
    expect(wantsColour([], {}, false)).toBe(false);
  });
  test("NO_COLOR and --no-color win over everything", () => {
    expect(wantsColour([], { NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
    expect(wantsColour(["--no-color"], { FORCE_COLOR: "1" }, true)).toBe(false);
  });
  test("an empty NO_COLOR means nothing", () => expect(wantsColour([], { NO_COLOR: "" }, true)).toBe(true));
  test("FORCE_COLOR colours a pipe", () => expect(wantsColour([], { FORCE_COLOR: "1" }, false)).toBe(true));
  test("a dumb terminal has none", () => expect(wantsColour([], { TERM: "dumb" }, true)).toBe(false));
});

describe("options", () => {
  test("a repeated option and a comma list say the same", () =>
    expect(stringsOf({ system: ["a,b", "c"] }, "system")).toEqual(["a", "b", "c"]));
  test("--set splits at the first equals sign", () =>
    expect(overridesOf({ set: ["chip.clock= 1.6 GHz", "a=b=c"] })).toEqual({
      "chip.clock": "1.6 GHz",
      a: "b=c",
    }));
  test("--set without a path is refused with an example", () =>
    expect(() => overridesOf({ set: ["1.6 GHz"] })).toThrow("expected path=value"));
  test("an unknown format is refused with the known ones", () =>
    expect(() => formatsOf({ format: ["pdf"] }, [])).toThrow(
      'no format "pdf"; there are html, json, csv, md',
    ));
  test("a seed is a whole number of 32 bits", () => {
    expect(seedOf({ seed: 7 })).toBe(7);
    expect(() => seedOf({ seed: 0.5 })).toThrow("whole number");
    expect(() => seedOf({ seed: -1 })).toThrow("whole number");
  });
});
