import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { startTally } from "../../src/estimate/price/tally.ts";
import { findPlan, findPlanSteps, type FoundPlan } from "../../src/explore/find-plan.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
/** Few plans are left to search. */
const fixed = { tensorParallel: 1, pipelineParallel: 4, microBatch: 4 } as const;
/** What a search says, and its best plan timed. */
const told = ({ best, ...found }: FoundPlan): string =>
  JSON.stringify([found, best?.choice, best?.evaluation.phases.map(({ timing }) => timing)]);

/** As a file would keep them. */
function answers() {
  const texts = new Map<string, string>();
  return {
    get: (question: string): unknown => {
      const text = texts.get(question);
      return text === undefined ? undefined : JSON.parse(text);
    },
    keep: (question: string, answer: unknown) => void texts.set(question, JSON.stringify(answer)),
  };
}

test.each([
  ["bow-pod4", "bert-base"],
  ["mk2-pod4", "gpt-3-175b"],
])(
  "a search of %s and %s that was kept answers what it answered, without searching",
  async (system, model) => {
    const arch = buildArch(await specs.arch(system));
    const workload = (await specs.workload(model)).spec;
    const kept = answers();
    const ask = (clock = 1) => {
      const tally = startTally();
      const planners = Object.assign(new Map<never, never>(), { tally, answers: kept });
      const chip =
        arch.chip.architecture === "tiled"
          ? { ...arch.chip, clockHertz: clock * arch.chip.clockHertz }
          : arch.chip;
      const found = findPlan({ arch: { ...arch, chip }, workload, fixed, planners });
      return { found, searches: tally.searches };
    };
    const without = findPlan({ arch, workload, fixed });
    const first = ask();
    const second = ask();
    expect([first.searches, second.searches]).toEqual([1, 0]);
    expect(told(first.found)).toBe(told(without));
    expect(told(second.found)).toBe(told(without));
    expect(ask(0.9).searches, "another clock is another question").toBe(1);
  },
);

test("a search that was stopped is not kept", async () => {
  const arch = buildArch(await specs.arch("bow-pod4"));
  const workload = (await specs.workload("bert-base")).spec;
  const kept = answers();
  const planners = Object.assign(new Map<never, never>(), { answers: kept });
  const steps = findPlanSteps({ arch, workload, fixed, planners });
  steps.next();
  const { value } = steps.next("stop");
  expect(value).toMatchObject({ ranking: [] });
  const tally = startTally();
  findPlan({
    arch,
    workload,
    fixed,
    planners: Object.assign(new Map<never, never>(), { tally, answers: kept }),
  });
  expect(tally.searches).toBe(1);
});
