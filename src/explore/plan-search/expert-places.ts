import type { PlanChoice } from "../../plan/plan.ts";
import type { Layout, ShapeGroup } from "./plan-space.ts";

/** Where the experts of a plan are, as far as that decides what a layer costs. */
export interface ExpertPlace {
  /** Names all of it: places of one name cost the same. */
  readonly name: string;
  readonly expertParallel: number;
  /** Stages between the replicas that share experts; 1 where none do. */
  readonly pipelineParallel: number;
  readonly last: Pick<PlanChoice, "expertWeights" | "rankOrder">;
}

/**
 * Where the experts of a layout may be: in which memory, and, where replicas share them, how far these are apart. Of a
 * dense model there is one place for none.
 */
export function layoutPlaces({ degrees, options }: Layout): readonly ExpertPlace[] {
  const { expertParallel = 1 } = degrees;
  const pipelineParallel = expertParallel > 1 ? degrees.pipelineParallel : 1;
  return options.expertWeights.flatMap((expertWeights) =>
    options.rankOrder.map((rankOrder) => ({
      name: `${expertParallel}|${expertWeights}|${pipelineParallel}|${expertParallel > 1 ? rankOrder : ""}`,
      ...{ expertParallel, pipelineParallel },
      last: { ...(expertWeights && { expertWeights }), ...(rankOrder && { rankOrder }) },
    })),
  );
}

/** Where the experts of any layout of a shape may be, one place of each name. */
export function shapePlaces({ widths }: ShapeGroup): Iterable<ExpertPlace> {
  const found = new Map<string, ExpertPlace>();
  for (const { layouts } of widths)
    for (const layout of layouts) for (const place of layoutPlaces(layout)) found.set(place.name, place);
  return found.values();
}
