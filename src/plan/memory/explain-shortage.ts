import { offChipMemories, type MemoryId } from "../../arch/memory.ts";
import { illegalChoice } from "../choice/illegal-choice.ts";
import { infeasible, memoryLevers } from "../infeasible.ts";
import { ioTileLevers } from "./io-tiles.ts";
import { layOut, type PlanInput } from "../lay-out.ts";
import type { Infeasible, Plan, PlanChoice, Residence } from "../plan.ts";
import { whereFullest, withTileClasses } from "./tile-classes.ts";
import { memoryUnits, shortageOf, type Shortage } from "./shortage.ts";

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
 * out to see whether it does.
 */
export function explainShortage(unfit: Unfit): Infeasible {
  return toldShortage(unfit, reasonsOf(unfit));
}

function reasonsOf({ plan, shortage, planMatmul }: Unfit): Reasons {
  if (shortage.memory === "ioTiles") return { levers: ioTileLevers(plan, shortage.demandBytes) };
  if (shortage.memory !== "chip") return offChipReasons(plan, shortage.memory);
  const held = withTileClasses(plan, planMatmul).residence[plan.fullestChip]!;
  const where = whereFullest(held);
  return {
    breakdown: unitBreakdown(held, memoryUnits(plan.arch, plan.choice)),
    ...(where !== undefined && { where }),
    levers: helpful(plan, held, planMatmul),
  };
}

function unitBreakdown(held: Residence, units: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(held.sram)
      .filter(([, bytes]) => bytes > 0)
      .map(([name, bytes]) => [name, bytes / units]),
  );
}

function offChipReasons({ arch, residence }: Plan, memory: MemoryId): Reasons {
  const chips = arch.memories[memory]?.sharedBy === "chip" ? 1 : arch.machine.chips;
  const breakdown: Record<string, number> = {};
  for (const { offChip } of residence)
    for (const [name, bytes] of Object.entries(offChip[memory] ?? {}))
      if (bytes > 0) breakdown[name] = Math.max(breakdown[name] ?? 0, bytes * chips);
  const larger = memory === "streaming" ? "larger DIMMs" : `a larger ${memory}`;
  return {
    breakdown,
    levers: ["more machines (state is divided over the replicas)", "an optimizer with less state", larger],
  };
}

/** Of the levers, those that make the plan fit by themselves; more chips where none does. */
function helpful(
  { arch, graph, choice }: Plan,
  held: Residence,
  planMatmul: PlanInput["planMatmul"],
): readonly string[] {
  const levers = memoryLevers(choice, held, {
    training: graph.phase === "training",
    memories: offChipMemories(arch).map(({ id }) => id),
  });
  const fits = (other: PlanChoice): boolean => {
    const input = { arch, graph, choice: other, planMatmul };
    return illegalChoice(input) === undefined && shortageOf(layOut(input)) === undefined;
  };
  const fitting = levers.filter((lever) => fits(lever.choice)).map(({ says }) => says);
  if (fitting.length > 0) return fitting;
  const { pipelineParallel, tensorParallel } = choice;
  return [
    `more chips to a replica (pipelineParallel above ${pipelineParallel} or tensorParallel above ${tensorParallel})`,
    ...levers.map(({ says }) => `${says}, together with others`).slice(-1),
  ];
}
