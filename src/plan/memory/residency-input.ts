import type { Arch } from "../../arch/arch.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import type { PlanChoice, Stage } from "../plan.ts";
import type { TilePlans } from "./temporary-bytes.ts";

/** What the memory of a plan depends on. */
export interface ResidencyInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly stages: readonly Stage[];
  /** Tile plan of a matmul, for its temporary memory; roofline chips need none. */
  readonly planMatmul: TilePlans;
}
