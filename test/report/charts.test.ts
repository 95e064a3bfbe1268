import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { linearAxis, logAxis } from "../../src/report/parts/charts/axis.ts";
import type { Chart } from "../../src/report/parts/charts/chart.ts";
import { CHARTS } from "../../src/report/study/charts/index.ts";
import { thinned } from "../../src/report/study/charts/power-trace.ts";
import { fixedTheme, pageTheme } from "../../src/report/parts/charts/theme.ts";
import { narrowed } from "../../src/report/study/reading.ts";
import type { SavedResults } from "../../src/result/saved/result.ts";
import { fixtureResults } from "./fixtures/results.ts";

const SQUARE_MILLIMETRE = 1e-6;

const results = withDie(withOtherMemory(fixtureResults()));

/** The first machine's chip is known to the laws of silicon: 90 mm² of blocks, 100 in print. */
function withDie(fixture: SavedResults): SavedResults {
  const areas = { sram: 40, logic: 30, exchange: 15, links: 5, memoryPhys: 0, uncore: 0 };
  const blocks = Object.entries(areas).map(([id, area]) => [id, area * SQUARE_MILLIMETRE] as const);
  const die = {
    process: "n7",
    squareMetres: 100 * SQUARE_MILLIMETRE,
    lawSquareMetres: 90 * SQUARE_MILLIMETRE,
    blocksSquareMetres: Object.fromEntries(blocks),
  };
  const [first, ...others] = fixture.systems;
  return { ...fixture, systems: [{ ...first!, die }, ...others] };
}

/** The study compares its second workload with its first. */
const [base, other] = results.workloads.map(({ id }) => id);
const contrasted = { ...results, study: { ...results.study, contrasts: { [other ?? ""]: base ?? "" } } };

/** The first machine has a memory besides those that every machine has. */
function withOtherMemory(fixture: SavedResults): SavedResults {
  const others = { hbm: { limit: 64e9, bytes: { weights: 12e9, kvCache: 30e9 } } };
  return {
    ...fixture,
    results: fixture.results.map((result) => {
      if (!result.feasible || result.system !== fixture.systems[0]?.id) return result;
      const { breakdown } = result;
      return { ...result, breakdown: { ...breakdown, memoryBytes: { ...breakdown.memoryBytes, others } } };
    }),
  };
}

/** What a chart is given on the page: everything, one workload, or one pair. */
function scopesOf(chart: Chart): readonly SavedResults[] {
  if (chart.scope === "study") return [results, contrasted, ...pairsOf(results)];
  const workloads = results.workloads.map((w) => narrowed(results, w.id));
  return chart.scope === "workload" ? workloads : pairsOf(results);
}

const pairsOf = ({ workloads, systems }: SavedResults): readonly SavedResults[] =>
  workloads.flatMap((w) => systems.map((s) => narrowed(results, w.id, s.id)));

function warningsOf(spec: object): readonly string[] {
  const warnings: string[] = [];
  const logger = {
    level: () => logger,
    warn: (...said: readonly unknown[]) => (warnings.push(said.join(" ")), logger),
    error: (...said: readonly unknown[]) => (warnings.push(said.join(" ")), logger),
    info: () => logger,
    debug: () => logger,
  };
  compile(spec as never, { logger: logger as never });
  return warnings;
}

describe.each(CHARTS.map((chart) => [chart.id, chart] as const))("%s", (_, chart) => {
  test.each([
    ["page", pageTheme],
    ["light", fixedTheme("light")],
    ["dark", fixedTheme("dark")],
  ])("compiles without a warning in the %s theme", (__, theme) => {
    const specs = scopesOf(chart)
      .map((scope) => chart.spec(scope, theme))
      .filter((spec) => spec !== undefined);
    expect(specs.length).toBeGreaterThan(0);
    expect(specs.flatMap(warningsOf)).toEqual([]);
  });

  test("draws nothing of results that hold nothing", () => {
    const systems = results.systems.map(({ die: _, ...system }) => system);
    const some = results.results.filter((r) => !r.feasible);
    const empty = { ...results, systems, results: some, comparisons: [] };
    expect(chart.spec(empty, pageTheme)).toBeUndefined();
  });
});

test("ids of charts are unique", () => expect(new Set(CHARTS.map((c) => c.id)).size).toBe(CHARTS.length));

test("a machine keeps its colour when only one is drawn", () => {
  const time = CHARTS.find((chart) => chart.id === "time-to-train");
  const second = results.systems[1];
  if (!time || !second) throw new Error("the fixture has two systems");
  const only = { ...results, results: results.results.filter((r) => r.system === second.id) };
  const text = JSON.stringify(time.spec(only, pageTheme));
  expect(text).toContain(`"domain":["${second.name}"],"range":["var(--system-1)"]`);
});

test("a thinned power trace keeps the energy", () => {
  const trace = Array.from({ length: 10_007 }, (_, i) => ({ seconds: i * 1e-3, watts: 100 + (i % 17) }));
  const end = 10.007;
  const joules = trace.reduce(
    (sum, { watts }, i) => sum + watts * ((trace[i + 1]?.seconds ?? end) - i * 1e-3),
    0,
  );
  const few = thinned(trace, end, 100);
  expect(few).toHaveLength(100);
  expect(few.reduce((sum, { watts }) => sum + watts * (end / 100), 0)).toBeCloseTo(joules, 6);
});

test("a logarithmic axis of time has ticks at durations that people know", () => {
  const { axis } = logAxis(0.5, 200_000, "s");
  expect(axis["values"]).toEqual([1, 10, 60, 600, 3600, 36_000, 86_400]);
  expect(axis["labelExpr"]).toContain('datum.value === 3600 ? "1 hour"');
});

test("a linear axis of bytes has round ticks in binary units", () => {
  const { axis } = linearAxis(900 * 2 ** 20, "B");
  expect(axis["values"]).toEqual([0, 200, 400, 600, 800].map((mebibytes) => mebibytes * 2 ** 20));
});

describe("the floorplan", () => {
  const chart = CHARTS.find(({ id }) => id === "floorplan")!;
  const layers = chart.spec(results, pageTheme)!["layer"] as readonly {
    readonly data: { readonly values: readonly Record<string, unknown>[] };
  }[];

  test("draws each block that has an area by the law, and says both areas", () => {
    const [blocks, tick] = layers.map(({ data }) => data.values);
    expect(blocks!.map(({ block, areaText, share }) => [block, areaText, share])).toEqual([
      ["SRAM", "40 mm²", "44.4 %"],
      ["tile logic", "30 mm²", "33.3 %"],
      ["exchange", "15 mm²", "16.7 %"],
      ["links", "5 mm²", "5.56 %"],
    ]);
    expect(tick!.map(({ text }) => text)).toEqual(["100 mm², by law 90 mm² (n7)"]);
    expect(tick![0]!["edge"]).toBeCloseTo(1e-4, 12);
  });

  test("of machines of which no die is known there is none", () =>
    expect(chart.spec(fixtureResults(), pageTheme)).toBeUndefined());
});
