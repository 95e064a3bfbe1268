import type { Arch } from "../arch/arch.ts";
import type { OperatorGraph } from "../workload/graph/operator-graph.ts";
import { memoryUnits, chipBytes } from "./memory/shortage.ts";
import { placementOf } from "./placement/placement.ts";
import { partition } from "./partition/partition.ts";
import type { Plan, PlanChoice } from "./plan.ts";
import type { ResidencyInput } from "./memory/residency-input.ts";
import { residences } from "./memory/residency.ts";

export interface PlanInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly planMatmul: ResidencyInput["planMatmul"];
}

/** Lay a legal choice out over the chips, whether or not it fits: stages, and what each chip of a replica holds. */
export function layOut(input: PlanInput): Plan {
  const { arch, graph, choice } = input;
  const stages = partition(graph, choice);
  const residence = residences({ ...input, stages });
  const full = residence.map(chipBytes);
  const most = Math.max(...full);
  const fullestChip = full.indexOf(most);
  return {
    ...{ kind: "plan", arch, graph, choice, placement: placementOf(arch, choice) },
    ...{ stages, residence, fullestChip },
    sramBytesPerTilePeak: most / memoryUnits(arch, choice),
  };
}
