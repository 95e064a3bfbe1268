import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { nearestMiss } from "../../../src/explore/plan-search/nearest-miss.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

/** How much of what there is the nearest plan needs. */
async function miss(system: string, workload: string, breadth: "usual" | "all") {
  const specs = await openShippedSpecs();
  const arch = buildArch(await specs.arch(system));
  const { spec } = await specs.workload(workload);
  const graph = buildOperatorGraph(spec, "training");
  const found = nearestMiss({ arch, graph, fixed: {}, planners: new Map(), breadth });
  if (found.kind === "illegal") throw new Error(found.rule);
  return found.demand / found.bound;
}

test("what comes nearest is looked for wherever the search looked, and is never farther for that", async () => {
  const [usual, all] = [
    await miss("bow-pod4", "gpt-3-13b", "usual"),
    await miss("bow-pod4", "gpt-3-13b", "all"),
  ];
  expect(all).toBeGreaterThan(1);
  expect(all).toBeLessThan(usual);
});
