import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  compareResults,
  comparisonRows,
  difference,
  type ResultsComparison,
} from "../../../src/result/saved/compare-results.ts";
import { measureEvaluation } from "../../../src/result/measure.ts";
import { METRICS } from "../../../src/result/metrics/index.ts";
import { parseResults } from "../../../src/result/saved/parse-results.ts";
import { comparisonSchema, resultsSchema } from "../../../src/result/saved/results-schema.ts";
import {
  RESULTS_SCHEMA,
  type SavedInput,
  type SavedResult,
  type SavedResults,
} from "../../../src/result/saved/result.ts";
import { inference, training } from "../fake-evaluation.ts";

const clock: SavedInput = {
  path: "chip.clock",
  value: 10,
  unit: "Hz",
  written: "10 Hz",
  status: "published",
  source: "sheet",
  file: "tiny.arch.yaml",
  line: 3,
};

function saved(results: readonly SavedResult[], input: SavedInput = clock): SavedResults {
  return {
    schema: RESULTS_SCHEMA,
    tool: { name: "dse", version: "0.1.0" },
    study: { id: "tiny", name: "Tiny", question: "How fast?", baseline: "tiny" },
    inputs: [{ file: "tiny.arch.yaml", sha256: "00" }],
    metrics: Object.values(METRICS).map(({ id, label, unit, better, formula }) => ({
      ...{ id, label, unit, better, formula },
    })),
    systems: [{ id: "tiny", name: "Tiny", chips: 8, capexDollars: 1000, inputs: [input] }],
    workloads: [{ id: "tiny-training", name: "Tiny", parameters: 10, flops: [], inputs: [] }],
    results,
    comparisons: [],
    expectations: [],
    claims: [],
  };
}

const before = measureEvaluation(training);
const after: SavedResult = {
  ...before,
  plan: { ...before.plan, microBatch: 2 },
  metrics: { ...before.metrics, stepTimeSeconds: 3 },
  breakdown: {
    ...before.breakdown,
    timeSeconds: { ...before.breakdown.timeSeconds, matmul: 1.75, exchange: 0.75 },
  },
};

describe("compareResults", () => {
  const comparison = compareResults(
    saved([before, measureEvaluation(inference)]),
    saved([after], { ...clock, value: 8 }),
  );
  const [result] = comparison.results;

  test("absolute difference is b − a, relative b / a − 1", () =>
    expect(result?.metrics["stepTimeSeconds"]).toEqual({
      a: 2,
      b: 3,
      difference: 3 - 2,
      relative: 3 / 2 - 1,
    }));

  test("by cause: matmul grew by 0.25 s, exchange came in with 0.75 s, the bubble stayed", () => {
    expect(result?.causes.timeSeconds["matmul"]?.difference).toBe(1.75 - 1.5);
    expect(result?.causes.timeSeconds["exchange"]).toEqual({
      a: 0,
      b: 0.75,
      difference: 0.75,
      relative: null,
    });
    expect(result?.causes.timeSeconds["bubble"]).toMatchObject({ difference: 0, relative: 0 });
  });

  test("a row that one side lacks is listed, not dropped", () => {
    expect(comparison.onlyInA).toEqual([
      { system: "tiny", workload: "tiny-inference", fidelity: "analytic" },
    ]);
    expect(comparison.onlyInB).toEqual([]);
  });

  test("what changed in the plan and in the inputs is named", () => {
    expect(result?.plan).toEqual({ microBatch: { a: "1", b: "2" } });
    expect(comparison.inputs).toEqual([{ subject: "tiny", path: "chip.clock", a: 10, b: 8, unit: "Hz" }]);
  });

  test("a result compared with itself differs in nothing", () => {
    const same = compareResults(saved([before]), saved([before]));
    for (const { difference } of Object.values(same.results[0]?.metrics ?? {}))
      expect([0, null]).toContain(difference);
    expect([same.onlyInA, same.onlyInB, same.inputs]).toEqual([[], [], []]);
    expect(comparisonRows(same, saved([]).metrics).every(({ group }) => group === "metric")).toBe(true);
  });

  test("rows: metrics with their units first, then the causes that moved, largest first", () => {
    const rows = comparisonRows(comparison, saved([]).metrics);
    expect(rows.find(({ name }) => name === "stepTimeSeconds")).toMatchObject({
      group: "metric",
      unit: "s",
      difference: 1,
    });
    expect(rows.filter(({ group }) => group === "time").map(({ name }) => name)).toEqual([
      "exchange",
      "matmul",
    ]);
  });

  test("the largest savings come before smaller growth", () => {
    const slower = { ...after.breakdown.timeSeconds, matmul: 2.75 };
    const rows = comparisonRows(
      compareResults(
        saved([{ ...before, breakdown: { ...before.breakdown, timeSeconds: slower } }]),
        saved([
          { ...after, breakdown: { ...after.breakdown, timeSeconds: { ...slower, matmul: 1, exchange: 1 } } },
        ]),
      ),
      saved([]).metrics,
    );
    expect(rows.filter(({ group }) => group === "time").map(({ name }) => name)).toEqual([
      "matmul",
      "exchange",
    ]);
  });

  test("a row that only the later result has is listed too", () =>
    expect(compareResults(saved([before]), saved([after, measureEvaluation(inference)])).onlyInB).toEqual([
      { system: "tiny", workload: "tiny-inference", fidelity: "analytic" },
    ]));

  test("nothing and nothing do not differ; something after nothing has no share of it", () => {
    expect(difference(0, 0)).toEqual({ a: 0, b: 0, difference: 0, relative: 0 });
    expect(difference(0, 3)).toEqual({ a: 0, b: 3, difference: 3, relative: null });
  });

  test("an unknown side leaves the difference unknown", () =>
    expect(difference(null, 3)).toEqual({ a: null, b: 3, difference: null, relative: null }));

  test("the comparison is what its schema says", () =>
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison));
});

describe("results schema", () => {
  type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
  type DeepMutable<T> = { -readonly [K in keyof T]: DeepMutable<T[K]> };

  test("types and schemas of results and comparisons are one", () => {
    const same: [
      Same<DeepMutable<z.output<typeof resultsSchema>>, DeepMutable<SavedResults>>,
      Same<DeepMutable<z.output<typeof comparisonSchema>>, DeepMutable<ResultsComparison>>,
    ] = [true, true];
    expect(same).toEqual([true, true]);
  });

  test("saved results are read back whole", () => {
    const results = saved([before, after]);
    expect(parseResults(JSON.stringify(results))).toEqual(JSON.parse(JSON.stringify(results)));
  });

  test("both schemas export as JSON Schema", () => {
    for (const schema of [resultsSchema, comparisonSchema])
      expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({
        type: "object",
        properties: { schema: {} },
      });
  });
});

test("committed results of shipped studies are valid by the JSON Schema that dse schema prints", () => {
  const jsonSchema = z.toJSONSchema(resultsSchema, { target: "draft-7" });
  const check = z.fromJSONSchema(jsonSchema);
  const text = readFileSync("reports/ipu-generations/results.json", "utf8");
  const results = JSON.parse(text) as Record<string, unknown>;
  expect(check.safeParse(results).error?.issues ?? []).toEqual([]);
  expect(check.safeParse({ ...results, results: [{ system: 1 }] }).success).toBe(false);
});

describe("parseResults says what a file is instead", () => {
  test.each([
    ["{", /^a\.json: no JSON/],
    ["[]", /^a\.json: no dse result/],
    ['{"schema": "dse.validation/v1"}', /a dse\.validation\/v1 file; expected dse\.results\/v1/],
    ['{"schema": "dse.results/v2"}', /results of format v2; this version of dse reads v1/],
    ['{"schema": "dse.results/v1"}', /damaged result: tool: .*; study: .* \(and \d+ more\)/],
  ])("%s", (text, message) => expect(() => parseResults(text, "a.json")).toThrow(message));
});

test("numbers that differ by rounding are equal, also of a whole that they are parts of", () => {
  expect(difference(1, 1 + 1e-12)).toMatchObject({ difference: 0, relative: 0 });
  expect(difference(1, 1 + 1e-6).relative).toBeCloseTo(1e-6, 12);
  // 14 fs of a step of 0.1 s
  expect(difference(0, 14.21e-15, 0.1)).toEqual({ a: 0, b: 14.21e-15, difference: 0, relative: 0 });
  expect(difference(0, 1e-3, 0.1).difference).toBe(1e-3);
});
