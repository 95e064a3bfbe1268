import { expect, test } from "vitest";
import { findPlan } from "../../src/explore/find-plan.ts";
import { keepSearch, keptSearch, searchQuestion } from "../../src/explore/kept-search.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("a100-gpus8"));
const workload = (await specs.workload("bert-base")).spec;

/** Answers that go through JSON, as those of another process do. */
function answers() {
  const kept = new Map<string, string>();
  return {
    get: (question: string): unknown => {
      const text = kept.get(question);
      return text === undefined ? undefined : JSON.parse(text);
    },
    keep: (question: string, answer: unknown) => void kept.set(question, JSON.stringify(answer)),
    size: () => kept.size,
  };
}

const plannersOf = (store: ReturnType<typeof answers>) =>
  Object.assign(new Map(), { answers: store }) as never;

test("what a search found is found again, its best plan priced as it was", () => {
  const store = answers();
  const input = { arch, workload, planners: plannersOf(store) };
  const found = findPlan(input);
  expect(store.size()).toBeGreaterThan(0);
  const again = keptSearch({ ...input, planners: plannersOf(store) }, searchQuestion(input));
  expect(again?.best?.choice).toEqual(found.best?.choice);
  expect(again?.best?.evaluation.phases[0]?.timing.seconds).toBe(
    found.best?.evaluation.phases[0]?.timing.seconds,
  );
  expect(again?.counts).toEqual(found.counts);
});

test("whatever a figure may depend on is in the question; where its numbers come from is not", () => {
  const question = searchQuestion({ arch, workload });
  expect(searchQuestion({ arch: { ...arch, inputs: [] }, workload })).toBe(question);
  const others = [
    { arch: { ...arch, chips: 4 }, workload },
    { arch, workload: { ...workload, id: "another" } },
    { arch, workload, fixed: { microBatch: 1 } },
    { arch, workload, breadth: "usual" },
    { arch, workload, ranks: 3 },
    { arch: { ...arch, capexDollars: Number.NaN }, workload },
    { arch: { ...arch, capexDollars: Number.POSITIVE_INFINITY }, workload },
  ] as const;
  expect(new Set([question, ...others.map(searchQuestion)]).size).toBe(1 + others.length);
});

test("a search that was stopped is not kept: the next one is to look at the rest", () => {
  const store = answers();
  const input = { arch, workload, planners: plannersOf(store) };
  const stopped = { noPlan: undefined, ranking: [], gap: 0, counts: { unseen: 3 } };
  keepSearch(input, "stopped", stopped as never);
  expect(store.size()).toBe(0);
  keepSearch(input, "whole", { ...stopped, counts: { unseen: 0 } } as never);
  expect(store.size()).toBe(1);
});
