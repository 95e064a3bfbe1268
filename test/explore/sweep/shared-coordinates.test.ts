import { expect, test } from "vitest";
import type { SavedPoint, SavedSweep } from "../../../src/explore/sweep/saved-sweep.ts";
import { sharedKeys } from "../../../src/explore/sweep/shared-coordinates.ts";

type Axis = Pick<SavedSweep["axes"][number], "name" | "path" | "unit">;

const sweep = (axes: readonly Axis[], question: Partial<SavedSweep["question"]> = {}): SavedSweep =>
  ({
    axes,
    question: { systems: ["bow-pod16"], workloads: ["bert-large"], set: {}, plan: {}, ...question },
  }) as unknown as SavedSweep;
const point = (coordinates: Readonly<Record<string, string | number>>) =>
  ({ coordinates }) as unknown as SavedPoint;

const clock: Axis = { name: "clock", path: "chip.clock", unit: "Hz" };
const pod: Axis = { name: "system", path: "system", unit: "" };

test("what varies in one sweep and is set in the other is a coordinate of both, in base units to nine digits", () => {
  const [varied, fixed] = sharedKeys(sweep([clock]), sweep([], { set: { "chip.clock": "1.85 GHz" } }));
  expect(varied(point({ clock: 1.85e9 }))).toBe(fixed(point({})));
  expect(varied(point({ clock: 1.85e9 + 1e-3 }))).toBe(fixed(point({})));
  expect(varied(point({ clock: 1.86e9 }))).not.toBe(fixed(point({})));
});

test("the only system and workload asked for have a value, several have none", () => {
  const [over, one] = sharedKeys(sweep([pod]), sweep([]));
  expect(over(point({ system: "bow-pod16" }))).toBe(one(point({})));
  expect(over(point({ system: "bow-pod64" }))).not.toBe(one(point({})));
  const [, two] = sharedKeys(sweep([pod]), sweep([], { systems: ["bow-pod16", "bow-pod64"] }));
  expect(over(point({ system: "bow-pod16" }))).not.toBe(two(point({})));
});

test("a plan that is given counts, short names do not, and what neither varies is no coordinate", () => {
  const batch: Axis = { name: "b", path: "plan.microBatch", unit: "" };
  const [a, b] = sharedKeys(
    sweep([batch], { set: { "chip.clock": 1e9 } }),
    sweep([], { plan: { microBatch: 4 }, set: { "chip.clock": 2e9 } }),
  );
  expect(a(point({ b: 4 }))).toBe(b(point({})));
});
