import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { nearestMiss } from "../../../src/explore/plan-search/nearest-miss.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

/** How much of what there is the nearest plan needs. */
async function miss(system: string, workload: string, breadth: "usual" | "all"): Promise<number> {
  const specs = await openShippedSpecs();
  const arch = buildArch(await specs.arch(system));
  const { spec } = await specs.workload(workload);
  const graph = buildOperatorGraph(spec, "training");
  const found = nearestMiss({ arch, graph, fixed: {}, planners: new Map(), breadth });
  if (found.kind === "illegal") throw new Error(found.rule);
  return found.demand / found.bound;
}

test("what comes nearest is looked for among the usual plans too, where the search went through all", async () => {
  // of all legal plans alone the frugal one misses by half
  const all = await miss("a100-gpus64", "palm-540b", "all");
  expect(all).toBeGreaterThan(1);
  expect(all).toBeLessThan(1.1);
});
