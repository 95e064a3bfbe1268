import { expect, test } from "vitest";
import { findingsOf } from "../../../src/report/study/findings.ts";
import { advantage } from "../../../src/report/study/reading.ts";
import { fixtureResults } from "../fixtures/results.ts";

const findings = findingsOf(fixtureResults());
const bert = findings.find((f) => f.workload.id === "bert-large");
const leader = (respect: string) => bert?.leaders.find((l) => l.respect === respect);

test("the fastest machine is named with its duration and its multiple of the baseline", () => {
  expect(leader("fastest")?.system.id).toBe("good-computer");
  // peak × MFU: 8192 × 1220 × 0.08 against 64 × 350 × 0.39
  expect(leader("fastest")?.overBaseline).toBeCloseTo((8192 * 1220 * 0.08) / (64 * 350 * 0.39), 9);
});

test("a machine without a price cannot be the cheapest", () =>
  expect(leader("cheapest")?.system.id).toBe("bow-pod64"));

test("a lead is certain only if the ranges of the first two are apart", () => {
  expect(leader("fastest")?.certain).toBe(true); // 2.3–2.8 minutes against 1.1–1.4 hours
  expect(leader("least energy")?.certain).toBe(false); // 101–122 against 116–140 kWh
});

test("at equal chips the best rate per chip leads", () =>
  expect(leader("at equal chips")?.system.id).toBe("a100-64")); // 312 × 0.47 > 350 × 0.39

test("of a machine by itself nobody says that it leads", () => {
  const all = fixtureResults();
  const [system] = all.systems;
  const own = (id: string): boolean => id === system?.id;
  const alone = {
    ...all,
    systems: all.systems.filter(({ id }) => own(id)),
    results: all.results.filter((result) => own(result.system)),
    comparisons: all.comparisons.map((one) => ({
      ...one,
      rows: one.rows.filter((row) => own(row.system)),
    })),
  };
  expect(findingsOf(alone).flatMap(({ leaders }) => leaders)).toEqual([]);
});

test("an advantage is above one when better, whichever way the metric runs", () => {
  expect(advantage(2, 4, "lower")).toBe(4 / 2);
  expect(advantage(2, 4, "higher")).toBe(2 / 4);
  expect(advantage(2, 4, "neither")).toBeUndefined();
  expect(advantage(null, 4, "lower")).toBeUndefined();
});

test("where the baseline does not fit, leaders at equal footing are told by value", () => {
  const fewShot = findings.find((f) => f.workload.id === "gpt3-few-shot");
  const perChip = fewShot?.leaders.find((l) => l.respect === "at equal chips");
  expect(perChip?.overBaseline).toBeUndefined();
  expect(perChip?.figure).toMatch(/\/s$/);
});
