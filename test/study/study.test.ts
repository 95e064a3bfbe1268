import { beforeAll, describe, expect, test } from "vitest";
import { jsonReport } from "../../src/report/study/json-report.ts";
import { parseResults } from "../../src/result/saved/parse-results.ts";
import type { SavedResults } from "../../src/result/saved/result.ts";
import { planFor } from "../../src/study/answer.ts";
import { runSmall, smallStudy } from "./specs.ts";

let results: SavedResults;
beforeAll(async () => {
  results = await runSmall({ fidelity: "both", metrics: { wattsPerChip: "averagePowerWatts / chipsUsed" } });
});

const result = (system: string, fidelity = "analytic") =>
  results.results.find((found) => found.system === system && found.fidelity === fidelity);

describe("a study", () => {
  test("answers every system on every workload at both fidelities", () =>
    expect(results.results.map(({ system, fidelity, feasible }) => [system, fidelity, feasible])).toEqual([
      ["mk2-pod16", "analytic", true],
      ["mk2-pod16", "event", true],
      ["bow-pod16", "analytic", true],
      ["bow-pod16", "event", true],
    ]));

  test("same input, same bytes", async () => {
    const again = await runSmall({
      fidelity: "both",
      metrics: { wattsPerChip: "averagePowerWatts / chipsUsed" },
    });
    expect(JSON.stringify(again)).toBe(JSON.stringify(results));
  });

  test("its result is what the schema says, also after a round through JSON", () => {
    const text = jsonReport(results);
    expect(JSON.parse(JSON.stringify(parseResults(text)))).toEqual(JSON.parse(text));
  });

  test("an event timing is never shorter than the closed form", () => {
    for (const system of ["mk2-pod16", "bow-pod16"])
      expect(result(system, "event")?.metrics["stepTimeSeconds"]).toBeGreaterThanOrEqual(
        (result(system)?.metrics["stepTimeSeconds"] ?? 0) * (1 - 1e-9),
      );
  });

  test("a range encloses its nominal value", () => {
    const { metrics, ranges } = result("bow-pod16") ?? {};
    const [low, high] = ranges?.["averagePowerWatts"] ?? [0, 0];
    expect(low).toBeLessThan(metrics?.["averagePowerWatts"] ?? 0);
    expect(high).toBeGreaterThan(metrics?.["averagePowerWatts"] ?? 0);
  });

  test("the range of the step time does not depend on the price of electricity", async () => {
    const dear = await runSmall({}, { "system.economics.electricityPrice": "1 USD/kWh" });
    const bow = dear.results.find(({ system }) => system === "bow-pod16");
    expect(bow?.ranges?.["stepTimeSeconds"]).toEqual(result("bow-pod16")?.ranges?.["stepTimeSeconds"]);
    expect(bow?.metrics["electricityDollars"]).toBeGreaterThan(
      result("bow-pod16")?.metrics["electricityDollars"] ?? 0,
    );
  });

  test("a metric of the user is computed for every result, with its unit", () => {
    const { averagePowerWatts, chipsUsed, wattsPerChip } = result("bow-pod16")?.metrics ?? {};
    expect(wattsPerChip).toBeCloseTo((averagePowerWatts ?? 0) / (chipsUsed ?? 1), 6);
    expect(results.metrics.find(({ id }) => id === "wattsPerChip")).toMatchObject({
      unit: "W",
      formula: "averagePowerWatts / chipsUsed",
    });
  });

  test("an override reaches the machine", async () => {
    const slow = await runSmall({ systems: ["bow-pod16"] }, { "chip.clock": "1 GHz" });
    expect(slow.results[0]?.metrics["stepTimeSeconds"]).toBeGreaterThan(
      result("bow-pod16")?.metrics["stepTimeSeconds"] ?? Infinity,
    );
  });

  test("what does not fit is a result with the gap and what would help", async () => {
    const { results: misfits } = await runSmall({ systems: ["mk2-pod4"], workloads: ["gpt-3-175b"] });
    expect(misfits[0]).toMatchObject({ feasible: false, system: "mk2-pod4" });
    expect(misfits[0]?.infeasible?.gap).toBeGreaterThan(0);
    expect(misfits[0]?.infeasible?.levers.length).toBeGreaterThan(0);
  });

  test("where the plan does not fit at an end of an uncertain input, the range has the fastest that does", async () => {
    const { results: good } = await runSmall({
      systems: ["good-computer"],
      workloads: ["gpt-3-175b"],
      plan: { pipelineParallel: 1, recompute: "layer" },
    });
    const { stepTimeSeconds = 0 } = good[0]?.metrics ?? {};
    const text = "at chip.sramPerTile = 312 KiB this plan does not fit; the range has the fastest that does";
    expect(good[0]?.diagnostics).toContainEqual({ level: "note", text });
    const swing = good[0]?.sensitivities?.["stepTimeSeconds"]?.find(
      ({ input }) => input === "chip.sramPerTile",
    );
    expect(swing?.low).toBeGreaterThan(stepTimeSeconds ?? Infinity);
  });

  test("a decided plan is taken as it is", async () => {
    const plan = result("bow-pod16")?.plan as never;
    const decided = await runSmall({ systems: ["bow-pod16"], plan });
    expect(decided.results[0]?.plan).toEqual(plan);
    expect(decided.results[0]?.metrics).toEqual(
      Object.fromEntries(
        Object.entries(result("bow-pod16")?.metrics ?? {}).filter(([id]) => id !== "wattsPerChip"),
      ),
    );
  });

  test("the last matching entry of plans decides", async () => {
    const { results: two } = await runSmall({
      plans: [{ plan: { microBatch: 1 } }, { system: "bow-pod16", plan: { microBatch: 2 } }],
    });
    expect(two.map(({ plan }) => plan?.["microBatch"])).toEqual([1, 2]);
  });

  test("an entry of plans for a family is for all of its sizes, and for nothing else", () => {
    const plan = { microBatch: 2 };
    const { spec } = smallStudy({ plans: [{ system: "bow-pod", plan }] });
    expect(planFor(spec, "bow-pod1024", "bert-base")).toEqual(plan);
    expect(planFor(spec, "bow-podium", "bert-base")).toBe("auto");
    expect(planFor(spec, "mk2-pod16", "bert-base")).toBe("auto");
  });
});

describe("constraints", () => {
  test("a result that breaks one is infeasible by how much it misses, and keeps its metrics", async () => {
    const { results: all } = await runSmall({ constraints: ["averagePowerWatts < 1 W"] });
    expect(all[0]).toMatchObject({ feasible: false, infeasible: { bound: 1, unit: "W" } });
    expect(all[0]?.metrics["averagePowerWatts"]).toBeGreaterThan(1);
  });
});

describe("comparisons", () => {
  const rows = (basis: string, metric: string) =>
    results.comparisons.find((found) => found.basis === basis && found.metric === metric)?.rows ?? [];

  test("the baseline's ratio to itself is 1 on every footing", () => {
    for (const { rows: all } of results.comparisons)
      expect(all.find(({ system }) => system === "mk2-pod16")?.ratio ?? 1).toBe(1);
  });

  test("as built: value over the baseline's value", () => {
    const [mk2, bow] = rows("as-built", "timeToTrainSeconds");
    expect(bow?.ratio).toBeCloseTo((bow?.value ?? 0) / (mk2?.value ?? 1), 10);
  });

  test("a larger pod at equal chips is evaluated as the pod of the baseline's size", async () => {
    const sized = await runSmall({ systems: ["mk2-pod16", "bow-pod64"] });
    const [, bow64] =
      sized.comparisons.find(({ basis, metric }) => basis === "equal-chips" && metric === "tokensPerSecond")
        ?.rows ?? [];
    const [, bow16] = rows("equal-chips", "tokensPerSecond");
    expect(bow64?.basisNote).toBe("evaluated as bow-pod16");
    // The event timing stands in `results`, the closed form in `sized`; without contention they agree.
    expect((bow64?.value ?? 0) / (bow16?.value ?? 1)).toBeCloseTo(1, 1);
  });

  test("at equal power throughput is scaled by the rest, energy is not", () => {
    const [mk2Power, bowPower] = rows("as-built", "averagePowerWatts");
    const [, built] = rows("as-built", "tokensPerSecond");
    const [, scaled] = rows("equal-power", "tokensPerSecond");
    const [, energyBuilt] = rows("as-built", "energyJoules");
    const [, energyScaled] = rows("equal-power", "energyJoules");
    expect(scaled?.basisNote).toMatch(/^evaluated as bow-pod16, then × .* linearly by average power$/);
    expect(scaled?.value).toBeCloseTo(
      ((built?.value ?? 0) * (mk2Power?.value ?? 0)) / (bowPower?.value ?? 1),
      3,
    );
    expect(energyScaled?.value).toBe(energyBuilt?.value);
  });

  test("a baseline that is not in the study is an error", async () =>
    await expect(runSmall({ baseline: "gc2" })).rejects.toThrow(
      /baseline: expected one of the study's systems [(]mk2-pod16, bow-pod16[)]/,
    ));
});
