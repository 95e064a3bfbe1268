import type { PlanChoice } from "../../plan/plan.ts";
import type { Layout, ShapeGroup } from "./plan-space.ts";

/** Where experts may be, by a name for it: over how many replicas they are divided, and in which memory. */
export type ExpertPlaces = ReadonlyMap<string, Pick<PlanChoice, "expertParallel" | "expertWeights">>;

const NO_EXPERTS: ExpertPlaces = new Map([["", { expertParallel: 1 }]]);

/** Where the experts of a layout may be; of a dense model there is one place for none. */
export function layoutPlaces({ degrees: { expertParallel }, options }: Layout): ExpertPlaces {
  if (expertParallel === undefined) return NO_EXPERTS;
  return new Map(
    options.expertWeights.map((expertWeights) => [
      `${expertParallel}|${expertWeights}`,
      { expertParallel, ...(expertWeights && { expertWeights }) },
    ]),
  );
}

/** Where the experts of any layout of a shape may be. */
export function shapePlaces({ widths }: ShapeGroup): ExpertPlaces {
  const found = new Map<string, Pick<PlanChoice, "expertParallel" | "expertWeights">>();
  for (const { layouts } of widths)
    for (const layout of layouts)
      for (const [where, experts] of layoutPlaces(layout)) found.set(where, experts);
  return found;
}
