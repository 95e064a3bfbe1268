import { expect, test } from "vitest";
import type { TiledChip } from "../../../src/arch/arch.ts";
import { startTally, type Tally } from "../../../src/estimate/price/tally.ts";
import { evaluate, retimed } from "../../../src/evaluate.ts";
import { findPlan } from "../../../src/explore/find-plan.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("bow-pod4"));
const workload = (await specs.workload("gpt2-s")).spec;
const counting = (tally: Tally) => Object.assign(new Map<never, never>(), { tally });

test("a search and its answer are counted once; asked again, as repeated, of tile plans that are all known", () => {
  const tally = startTally();
  const planners = counting(tally);
  const { counts } = findPlan({ arch, workload, planners });
  expect(tally).toMatchObject({ searches: 1, plansTried: counts.plans, plansTimed: counts.priced });
  expect(tally).toMatchObject({ plansPriced: 1, repeated: 0 });
  const made = tally.tilePlansMade;
  expect(tally.tilePlansAsked).toBeGreaterThan(made);
  expect(made).toBeGreaterThan(0);
  findPlan({ arch, workload, planners });
  expect(tally).toMatchObject({ searches: 2, plansPriced: 2, repeated: 2, tilePlansMade: made });
});

test("the same machine under another source is the same question, another clock is not", () => {
  const { best } = findPlan({ arch, workload });
  const tally = startTally();
  const planners = counting(tally);
  const price = (on: typeof arch) =>
    evaluate({ arch: on, workload, choice: best!.choice, fidelity: "analytic", planners });
  price(arch);
  const chip = arch.chip as TiledChip;
  price({ ...arch, chip: { ...chip, clockHertz: 0.9 * chip.clockHertz } });
  expect(tally).toMatchObject({ plansPriced: 2, repeated: 0 });
  price({ ...arch, inputs: [] });
  expect(tally).toMatchObject({ plansPriced: 3, repeated: 1 });
});

test("a plan timed again is what evaluating it anew gives", () => {
  const { best } = findPlan({ arch, workload });
  const { choice, evaluation } = best!;
  const anew = evaluate({ arch, workload, choice, fidelity: "event" });
  if (anew.kind !== "evaluation") throw new Error("it fits");
  expect(retimed(evaluation, "event").phases.map(({ timing }) => timing)).toEqual(
    anew.phases.map(({ timing }) => timing),
  );
});
