import { expect, test } from "vitest";
import { z } from "zod";
import { damageText } from "../../../src/result/saved/damage-text.ts";
import { savedInput } from "../../../src/result/saved/saved-input.ts";
import type { Provenance } from "../../../src/spec/yaml/provenance.ts";

const clock: Provenance = {
  ...{ path: "chip.clock", value: 10, unit: "Hz", written: "10 Hz", status: "measured", source: "a bench" },
  ...{ low: 9, high: 12, file: "tiny.arch.yaml", line: 3, column: 5 },
};

test("an input is saved with its range, source and place", () => {
  const { column: _, ...kept } = clock;
  expect(savedInput(clock)).toEqual(kept);
});

test("one without a range has none, and one without source or status says so by an empty text", () => {
  const { low: _, high: __, source: ___, status: ____, column: _____, ...bare } = clock;
  expect(savedInput({ ...bare, column: 1 })).toEqual({ ...bare, source: "", status: "" });
});

test("of seven faults five are named, and two counted", () => {
  const { error } = z.object({ list: z.array(z.number()) }).safeParse({ list: [..."abcdefg"] });
  const told = damageText(error!);
  expect(told.match(/list[.]\d: /g)).toEqual([0, 1, 2, 3, 4].map((at) => `list.${at}: `));
  expect(told).toMatch(/ \(and 2 more\)$/);
});
