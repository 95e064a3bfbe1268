import type { Arch } from "../arch/arch.ts";
import { planCache, type MatmulTarget } from "../cost/matmul-plan.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { MatmulPlanner } from "./pricing-context.ts";

/** Tile planners by target, shared between evaluations: clock, links, power and prices are not part of it. */
export type PlannerCache = Map<string, MatmulPlanner>;

/**
 * The memoised tile planner of a chip under a plan's choices. A roofline chip has no tiles to plan for, and a chip
 * without the arithmetic no plan at all (`planExecution` says so).
 */
export function matmulPlanner({ chip }: Arch, choice: PlanChoice, cache: PlannerCache): MatmulPlanner {
  const macsPerCycle = chip.architecture === "tiled" ? chip.macsPerCycle[choice.arithmetic] : undefined;
  if (chip.architecture !== "tiled" || macsPerCycle === undefined) return planNothing;
  const target: MatmulTarget = {
    tiles: chip.tiles - choice.ioTiles,
    sramBytesPerTile: chip.sramBytesPerTile,
    arithmetic: choice.arithmetic,
    macsPerCycle,
    availableMemoryProportion: choice.availableMemoryProportion,
    weightLoadBytesPerCycle: chip.weightLoadBytesPerCycle,
    exchangeBytesPerCycle: chip.exchange.bytesPerCycle,
    pairFactor: chip.exchange.pairFactor,
    phaseCycles: chip.exchange.phaseCycles,
  };
  const key = Object.values(target).join("|");
  const known = cache.get(key);
  if (known !== undefined) return known;
  const planner = planCache(target);
  cache.set(key, planner);
  return planner;
}

function planNothing(): never {
  throw new Error("no tile planner for this chip and arithmetic");
}
