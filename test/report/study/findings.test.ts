import { expect, test } from "vitest";
import { TRUST_WORDS } from "../../../src/result/saved/trust.ts";
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

test("only of times it is said how far they are off: nothing else was measured", () => {
  const all = fixtureResults();
  const note = { level: "note", text: `${TRUST_WORDS.validated}7.2 % of 12 training runs` } as const;
  const results = all.results.map((one) => ({ ...one, diagnostics: [...one.diagnostics, note] }));
  const found = findingsOf({ ...all, results }).find((f) => f.workload.id === "bert-large");
  const said = found?.leaders.filter(({ trust }) => trust !== undefined).map(({ respect }) => respect);
  expect(said).toEqual(["fastest"]);
});

test("a lead at equal footing is certain as one as built is, by ranges as wide in proportion", () => {
  // Rates of one chip, 312 × 0.47 against 350 × 0.39, are 7 % apart: certain with 3 % on each side, not with 4 %.
  const certainWith = (share: number): boolean | undefined => {
    const all = fixtureResults();
    const ranged = all.results.map((result) => {
      const rate = result.metrics["samplesPerSecond"];
      return typeof rate !== "number"
        ? result
        : { ...result, ranges: { samplesPerSecond: [rate * (1 - share), rate * (1 + share)] as const } };
    });
    const found = findingsOf({ ...all, results: ranged }).find((f) => f.workload.id === "bert-large");
    return found?.leaders.find((l) => l.respect === "at equal chips")?.certain;
  };
  expect([certainWith(0.03), certainWith(0.04)]).toEqual([true, false]);
});

test("of machines that are equal none leads, as built or at equal footing", () => {
  const all = fixtureResults();
  const metricsOf = (workload: string) =>
    all.results.find((result) => result.system === "bow-pod64" && result.workload === workload)!.metrics;
  const results = all.results.map((one) => ({ ...one, metrics: metricsOf(one.workload) }));
  const comparisons = all.comparisons.map((one) => {
    const [row] = one.rows.filter(({ system }) => system === "bow-pod64");
    return { ...one, rows: one.rows.map((other) => ({ ...row!, system: other.system })) };
  });
  const [found] = findingsOf({ ...all, results, comparisons }).filter((f) => f.workload.id === "bert-large");
  expect(found?.leaders.map(({ respect }) => respect)).not.toContain("fastest");
  expect(found?.leaders.filter(({ respect }) => respect.startsWith("at equal"))).toEqual([]);
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
