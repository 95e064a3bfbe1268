import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { findPlan, findPlanSteps, type FoundPlan } from "../../../src/explore/find-plan.ts";
import { expertPlaces } from "../../../src/explore/plan-search/expert-places.ts";
import { planSpace } from "../../../src/explore/plan-search/plan-space.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const workload = (await specs.workload("gpt2-s", { "model.layers": 4, "task.globalBatch": 16 })).spec;
const arch = buildArch(await specs.arch("a100-gpus16"));
const question = { arch, workload, breadth: "all", ranks: 2 } as const;
const proven = findPlan(question);
const fastest = proven.ranking[0]!.secondsPerSample;

/** A search that is told to stop before its step number `steps`. */
function stoppedAt(steps: number): FoundPlan {
  const search = findPlanSteps(question);
  for (let step = 0; ; step++) {
    const { done, value } = search.next(step >= steps && step > 0 ? "stop" : undefined);
    if (done) return value;
  }
}

describe("a search that is stopped", () => {
  const all = [...findPlanSteps(question)].length;
  const stops = Array.from({ length: 12 }, (_, at) => stoppedAt(1 + Math.floor((at * (all - 1)) / 11)));

  test("accounts for every plan all the same", () => {
    for (const { counts } of stops) {
      const { plans, misfits: _misfits, ...once } = counts;
      expect(Object.values(once).reduce((sum, count) => sum + count, 0)).toBe(plans);
    }
  });

  test("says by how much the best it has could be beaten, and no plan beats it by more", () => {
    const unfinished = stops.filter(({ counts, ranking }) => counts.unseen > 0 && ranking.length > 0);
    expect(unfinished.length).toBeGreaterThan(0);
    for (const { gap, ranking } of unfinished) {
      const seen = ranking.map(({ secondsPerSample }) => secondsPerSample);
      const unseen = proven.ranking.filter(({ secondsPerSample }) => !seen.includes(secondsPerSample));
      for (const { secondsPerSample } of unseen)
        expect(secondsPerSample).toBeGreaterThanOrEqual(seen.at(-1)! * (1 - gap) * (1 - 1e-9));
    }
    expect(unfinished.some(({ gap }) => gap > 0)).toBe(true);
  });

  test("before any plan was timed has none, claims no misfit, and a gap of all", () => {
    const [first] = stops;
    expect(first).toMatchObject({ ranking: [], gap: 1 });
    expect(first).not.toHaveProperty("infeasible");
  });

  test("and one that is not stopped leaves nothing unseen and no gap", () =>
    expect(proven).toMatchObject({ gap: 0, counts: { unseen: 0 } }));

  test("shows no bound above the fastest plan while that is not found", () => {
    for (const { bound, best } of findPlanSteps(question))
      if (best[0]?.secondsPerSample !== fastest) expect(bound).toBeLessThanOrEqual(fastest * (1 + 1e-9));
  });
});

describe("where replicas share experts", () => {
  test("is one place for all layouts whose replicas are as far apart", async () => {
    const system = buildArch(await specs.arch("h100-gpus256"));
    const mixture = (
      await specs.workload("switch-base", { "task.globalBatch": 2048, "model.experts.count": 64 })
    ).spec;
    const graph = buildOperatorGraph(mixture, "training");
    const [group] = planSpace({ arch: system, graph, fixed: { microBatch: 1 }, breadth: "all" });
    const places = [...expertPlaces(system).ofShape(group!)];
    const layouts = group!.widths.flatMap((width) => width.layouts);
    expect(new Set(places.map(({ name }) => name)).size).toBe(places.length);
    expect(places.length).toBeLessThan(layouts.length / 4);
  });
});
