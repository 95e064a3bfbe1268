import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { findPlan } from "../../../src/explore/find-plan.ts";
import { shapeOptions, type OptionsInput } from "../../../src/explore/plan-search/plan-options.ts";
import { planSpace } from "../../../src/explore/plan-search/plan-space.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

/** The table of docs/plan-space.md that counts plans, by the first column. */
const rows = new Map(
  readFileSync("docs/plan-space.md", "utf8")
    .split("## How many there are")[1]!
    .split("## Bounds")[0]!
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
    .map(([, name, ...cells]) => [name!, cells] as const),
);
const numberIn = (row: string, column: number): number =>
  Number(rows.get(row)?.[column]?.replaceAll(",", ""));

const specs = await openShippedSpecs();
const { spec } = await specs.workload("gpt-3-175b", {});
if (spec.task.kind === "inference") throw new Error("GPT-3 is trained here");
const { task } = spec;

describe.each([
  [0, "a100-gpus512", 512],
  [1, "bow-pod4096", 1536],
] as const)("the page of the plan space, column %i: %s, batch %i", async (column, system, globalBatch) => {
  const arch = buildArch(await specs.arch(system));
  const workload = { ...spec, task: { ...task, globalBatch } };
  const input: OptionsInput = {
    ...{ arch, graph: buildOperatorGraph(workload, "training"), fixed: {}, breadth: "all" },
  };
  const groups = planSpace(input);

  test("counts the values of every choice that it lists", () => {
    expect(rows.get("system")?.[column]).toBe(system);
    const values = new Map<string, Set<unknown>>();
    const add = (choices: object): void => {
      for (const [name, taken] of Object.entries(choices))
        for (const value of Array.isArray(taken) ? (taken as unknown[]) : [taken])
          values.set(name, (values.get(name) ?? new Set()).add(value));
    };
    for (const { shape, widths } of groups) {
      for (const options of shapeOptions(input, shape.tensorParallel)) add(options);
      add({ tensorParallel: shape.tensorParallel, microBatch: shape.microBatch });
      for (const { degrees, options } of widths.flatMap(({ layouts }) => layouts)) {
        add(degrees);
        add(options);
      }
    }
    for (const [name, taken] of values)
      if (rows.has(name)) expect([name, taken.size]).toEqual([name, numberIn(name, column)]);
      else if (name !== "microBatches") expect([name, taken.size]).toEqual([name, 1]);
  });

  test("counts the plans, and all that is counted is proven no faster than the plan that is found", () => {
    const plans = groups.reduce((sum, group) => sum + group.plans, 0);
    const { counts, gap, best } = findPlan({ arch, workload, breadth: "all" });
    expect([counts.plans, plans]).toEqual([numberIn("plans", column), numberIn("plans", column)]);
    expect(plans - counts.removedByPrecision).toBe(numberIn("in the precision asked for", column));
    expect(gap).toBe(0);
    expect(best).toBeDefined();
  });
});
