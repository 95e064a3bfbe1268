import type { MemoryId } from "../../arch/memory.ts";
import { infeasible } from "../infeasible.ts";
import { ioTileLevers } from "./io-tiles.ts";
import type { PlanInput } from "../lay-out.ts";
import type { Infeasible, Plan, Residence } from "../plan.ts";
import { whereFullest, withTileClasses } from "./tile-classes.ts";
import { triedLevers, type PlannerOf } from "./tried-levers.ts";
import { memoryUnits, type Shortage } from "./shortage.ts";

/** The name of the memory that is short: "tile SRAM on chip 3 of the pipeline", "HBM" … */
export function shortMemory(
  { arch, stages, fullestChip }: Pick<Plan, "arch" | "stages" | "fullestChip">,
  { memory }: Shortage,
): string {
  if (memory === "ioTiles") return "SRAM of the tiles for I/O";
  if (memory !== "chip") return offChipName(arch, memory);
  const own = arch.chip.architecture === "tiled" ? "tile SRAM" : "HBM";
  return stages.length > 1 ? `${own} on chip ${fullestChip} of the pipeline` : own;
}

function offChipName({ memories }: Plan["arch"], id: MemoryId): string {
  return `${id === "streaming" ? "streaming memory" : id} of a ${memories[id]?.sharedBy ?? "machine"}`;
}

/** What takes the memory that is short, and what would help. */
type Reasons = Partial<Pick<Infeasible, "where" | "breakdown" | "levers">>;

/** A plan that does not fit, and the tile plans it was laid out by: all it takes to say why. */
export interface Unfit {
  readonly kind: "unfit";
  readonly plan: Plan;
  readonly shortage: Shortage;
  readonly planMatmul: PlanInput["planMatmul"];
}

/** What is short, in words, with or without its reasons. */
export function toldShortage({ plan, shortage }: Unfit, reasons: Reasons = {}): Infeasible {
  return infeasible({
    resource: shortMemory(plan, shortage),
    demand: shortage.demandBytes,
    bound: shortage.boundBytes,
    unit: "B",
    ...reasons,
    choice: plan.choice,
  });
}

/**
 * Why a plan does not fit: what takes the memory that is short, and the changes that would mend it, each of which is laid
 * out to see whether it does, with `plannerOf` for products on other tiles or with other room; default: as planned.
 */
export function explainShortage(unfit: Unfit, plannerOf: PlannerOf = () => unfit.planMatmul): Infeasible {
  return toldShortage(unfit, reasonsOf(unfit, plannerOf));
}

function reasonsOf({ plan, shortage, planMatmul }: Unfit, plannerOf: PlannerOf): Reasons {
  if (shortage.memory === "ioTiles") return { levers: ioTileLevers(plan, shortage.demandBytes) };
  if (shortage.memory !== "chip") return offChipReasons(plan, shortage.memory, plannerOf);
  const held = withTileClasses(plan, planMatmul).residence[plan.fullestChip]!;
  const where = whereFullest(held);
  return {
    breakdown: unitBreakdown(held, memoryUnits(plan.arch, plan.choice)),
    ...(where !== undefined && { where }),
    levers: triedLevers(plan, held, plannerOf),
  };
}

function unitBreakdown(held: Residence, units: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(held.sram)
      .filter(([, bytes]) => bytes > 0)
      .map(([name, bytes]) => [name, bytes / units]),
  );
}

function offChipReasons(plan: Plan, memory: MemoryId, plannerOf: PlannerOf): Reasons {
  const { arch, residence, fullestChip } = plan;
  const chips = arch.memories[memory]?.sharedBy === "chip" ? 1 : arch.machine.chips;
  const breakdown: Record<string, number> = {};
  for (const { offChip } of residence)
    for (const [name, bytes] of Object.entries(offChip[memory] ?? {}))
      if (bytes > 0) breakdown[name] = Math.max(breakdown[name] ?? 0, bytes * chips);
  return { breakdown, levers: triedLevers(plan, residence[fullestChip]!, plannerOf) };
}
