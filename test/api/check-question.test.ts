import { expect, test } from "vitest";
import { checkChoice, checkedPlan, checkKeys } from "../../src/api/check-question.ts";
import type { PlanSpec } from "../../src/spec/kinds/plan-spec.ts";

const keys = { needed: ["system", "workload"], allowed: ["fidelity"] };

test("a question with what it needs, and no more than is read, is let through", () =>
  expect(() =>
    checkKeys("findPlan()", { system: "a", workload: "b", fidelity: "event" }, keys),
  ).not.toThrow());

test("every key that nobody reads and every one that is missing is told of, at once, with the nearest name", () =>
  expect(() => checkKeys("findPlan()", { system: "a", fidelty: "event" }, keys)).toThrow(
    'findPlan()  unknown key "fidelty", did you mean "fidelity"?\nfindPlan()  missing key "workload"',
  ));

test("a value is one of those there are, or left open", () => {
  const fidelity = (value: unknown) => checkChoice("evaluate()", "fidelity", value, ["analytic", "event"]);
  expect(() => fidelity("event")).not.toThrow();
  expect(() => fidelity(undefined)).not.toThrow();
  expect(() => fidelity("evnt")).toThrow(
    'fidelity: expected one of analytic, event, got "evnt", did you mean "event"?',
  );
});

test("choices of a plan are checked as --set plan.* is, lists among them; what is undefined is not asked", async () => {
  const plan: PlanSpec = {
    tensorParallel: 2,
    layersPerStage: [3, 4],
    recompute: "layer",
    weights: undefined!,
  };
  expect(await checkedPlan(plan)).toEqual({ tensorParallel: 2, layersPerStage: [3, 4], recompute: "layer" });
  await expect(checkedPlan({ recompute: "layers" } as unknown as PlanSpec)).rejects.toThrow(/layers/);
});
