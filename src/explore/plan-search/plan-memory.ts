import type { Arch } from "../../arch/arch.ts";
import { illegalChoice } from "../../plan/choice/illegal-choice.ts";
import { even, layerCount } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { memoryBound } from "./memory-bound.ts";
import type { LastChoice } from "./plan-options.ts";
import { openChoice, type Layout, type ShapeGroup } from "./plan-space.ts";

/** Which plans of a search may fit, one by one or many at once: never "no" where one does. */
export interface PlanMemory {
  readonly mayFit: (choice: PlanChoice) => boolean;
  /** Whether the most frugal plans of a layout may. */
  readonly layoutMayFit: (group: ShapeGroup, layout: Layout) => boolean;
  /** Whether those of any layout may. */
  readonly groupMayFit: (group: ShapeGroup) => boolean;
}

export interface PlanMemoryInput {
  readonly arch: Arch;
  /** Of every phase, the main one last. */
  readonly graphs: readonly OperatorGraph[];
  readonly fixed: PlanSpec;
}

export function planMemory({ arch, graphs, fixed }: PlanMemoryInput): PlanMemory {
  const bound = memoryBound(arch, graphs, fixed);
  const graph = graphs.at(-1)!;
  const isDecided = Object.keys(fixed).length > 0;
  /** What the user decided may be against the rules; what is enumerated keeps to them. */
  const isLegal = (choice: PlanChoice): boolean => {
    if (!isDecided) return true;
    const layersPerStage = fixed.layersPerStage ?? even(layerCount(graph), choice.pipelineParallel);
    return illegalChoice({ arch, graph, choice: { ...choice, layersPerStage } }) === undefined;
  };
  const layoutMayFit: PlanMemory["layoutMayFit"] = ({ shape }, { degrees, frugal }) => {
    const holds = bound.ofShape(shape);
    return frugal.some((last) =>
      holds(degrees, last, () => {
        const choice = openChoice(fixed, shape, degrees, last);
        return isLegal(choice) ? choice : undefined;
      }),
    );
  };
  const groupMayFit: PlanMemory["groupMayFit"] = (group) => {
    const made = ({ degrees }: Layout, last: LastChoice): PlanChoice =>
      openChoice(fixed, group.shape, degrees, last);
    return (
      bound.groupStands(group, made) &&
      group.widths.some(({ layouts }) => layouts.some((layout) => layoutMayFit(group, layout)))
    );
  };
  return { mayFit: (choice) => isLegal(choice) && bound(choice), layoutMayFit, groupMayFit };
}
