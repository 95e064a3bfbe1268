import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_CHOICE,
  PLAN_CHOICE_NAMES,
  PLAN_CHOICES,
  savedChoice,
  withDefaults,
} from "../../../src/spec/kinds/plan-choices.ts";
import { planSpec } from "../../../src/spec/kinds/plan-spec.ts";

describe.each(PLAN_CHOICE_NAMES)("the choice %s", (name) => {
  const { initial, schema, search, searched, help, label } = PLAN_CHOICES[name];
  test("may be made as it is where nobody makes it", () =>
    expect(schema.safeParse(initial).data).toEqual(initial));
  test("says what a search goes through if and only if one decides it", () =>
    expect(searched !== "").toBe(search !== "never" && search !== "split"));
  test("is explained where a study makes it", () => {
    expect(planSpec.shape[name].description).toBe(help);
    expect(label).toMatch(/^[a-z]/);
  });
});

describe("a plan", () => {
  test("that says nothing is the plainest: one chip with everything on it", () =>
    expect(withDefaults({})).toEqual(DEFAULT_CHOICE));

  test("keeps what it says, in its order, and leaves nothing open", () => {
    const made = withDefaults({ pipelineParallel: 4, interleave: 2 });
    expect(Object.keys(made).slice(0, 2)).toEqual(["pipelineParallel", "interleave"]);
    expect(Object.keys(made).sort()).toEqual([...PLAN_CHOICE_NAMES].sort());
  });

  test("is saved without later choices at their plainest", () => {
    const saved = savedChoice({ ...DEFAULT_CHOICE, interleave: 2, rankOrder: "tensor-data-pipeline" });
    expect(saved).toMatchObject({ tensorParallel: 1, headPlacement: "last", interleave: 2 });
    expect(Object.keys(saved)).toHaveLength(17); // 16 that plans always named, and the chunks
  });
});

test("docs/plan-space.md tells what a search goes through, choice by choice", () => {
  const rows = readFileSync("docs/plan-space.md", "utf8")
    .split("## What is chosen")[1]!
    .split("\n\n")[1]!
    .split("\n")
    .slice(2)
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, label, name, values]) => [label, name?.replaceAll("`", ""), values]);
  expect(rows).toEqual(
    PLAN_CHOICE_NAMES.flatMap((name) => {
      const { label, searched } = PLAN_CHOICES[name];
      return searched === "" ? [] : [[label, name, searched]];
    }),
  );
});
