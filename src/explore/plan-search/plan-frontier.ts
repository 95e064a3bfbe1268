import type { PlanChoice } from "../../plan/plan.ts";
import type { LayerPrices } from "./layer-prices.ts";
import type { GraphLaws, PriceTier } from "./plan-laws.ts";
import type { LastChoice } from "./plan-options.ts";
import type { Layout, ShapeGroup } from "./plan-space.ts";

/** What a shape takes, however it is laid out. */
export interface ShapeWork {
  readonly group: ShapeGroup;
  readonly leanest: LastChoice;
  /** One phase after the other, priced with every matmul at peak; by where the experts are. */
  readonly prices: ReadonlyMap<string, readonly LayerPrices[]>;
  /** Of one tensor-parallel group, were it alone. */
  readonly secondsPerSample: number;
}

/** One plan, as well as its matmuls are known on the machine of `laws`. */
export interface PlanLeaf {
  readonly kind: "leaf";
  readonly bound: number;
  readonly plans: number;
  readonly choice: PlanChoice;
  readonly tier: PriceTier;
  readonly laws: readonly GraphLaws[];
  /** Timed there, and did not fit. */
  readonly isMisfit?: true;
}

/** A set of plans, and a lower bound of their seconds per sample. */
export type PlanNode =
  | PlanLeaf
  | ({ readonly bound: number; readonly plans: number } & (
      | { readonly kind: "peak"; readonly group: ShapeGroup }
      | { readonly kind: "width"; readonly work: ShapeWork; readonly at: number }
      | { readonly kind: "layout"; readonly group: ShapeGroup; readonly layout: Layout }
    ));

/**
 * All plans that a search has not ruled out on a machine, with bounds that hold on every machine that is no better in
 * any number: where the search on such a machine may begin.
 */
export interface PlanFrontier {
  readonly nodes: readonly PlanNode[];
  /** The largest share of a tile that any plan leaves to a matmul. */
  readonly room: number;
  /** Of the machine on which the search stood. */
  readonly laws: readonly GraphLaws[];
}

/**
 * The frontier for machines with the same memory. What did not fit in it does not, whatever the rates; interleaved
 * stages alone are split by their prices before anyone looks whether they fit.
 */
export function withoutMisfits({ nodes, ...rest }: PlanFrontier): PlanFrontier {
  const left = nodes.filter(
    (node) => !(node.kind === "leaf" && node.isMisfit === true && node.choice.interleave === 1),
  );
  return { nodes: left, ...rest };
}
