import type { Arch } from "../arch/arch.ts";
import type { OperatorGraph } from "../workload/graph/operator-graph.ts";
import { ioShortage } from "./memory/io-tiles.ts";
import { illegalChoice } from "./choice/illegal-choice.ts";
import { infeasible, memoryLevers } from "./infeasible.ts";
import { partition } from "./partition/partition.ts";
import type { Infeasible, Plan, PlanChoice, Residence } from "./plan.ts";
import type { ResidencyInput } from "./memory/residency-input.ts";
import { whereFullest, withTileClasses } from "./memory/tile-classes.ts";
import { residences } from "./memory/residency.ts";

export interface PlanInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly planMatmul: ResidencyInput["planMatmul"];
  /** False: a shortage names neither levers, which each need a plan of their own to try, nor the tiles it is on. */
  readonly withLevers?: boolean;
  /** True: build the plan whether or not it fits: of a run that is known to have run (validation). */
  readonly knownToFit?: boolean;
}

/**
 * Build the plan that a choice describes, or say what does not fit.
 *
 * Checks, in this order: the choice is legal on this graph, the chips suffice, the machine has the memory it asks
 * for, every chip's fullest tile (or HBM) holds what is resident, streaming memory holds the rest.
 */
export function planExecution(input: PlanInput): Plan | Infeasible {
  const { arch, graph, choice } = input;
  const refused = illegalChoice(input);
  if (refused !== undefined) return refused;
  const stages = partition(graph, choice);
  const residence = residences({ ...input, stages });
  const full = residence.map((held) => chipBytes(held));
  const fullestChip = full.indexOf(Math.max(...full));
  const held = residence[fullestChip];
  if (held === undefined) throw new Error("a plan has at least one chip");
  const demand = (full[fullestChip] ?? 0) / memoryUnits(arch, choice);
  const bound = chipMemoryBytes(arch);
  const own = stages.filter(({ chip }) => chip === fullestChip);
  const classes = (): Residence => withTileClasses(own, held, { ...input, stages });
  if (demand > bound && input.knownToFit !== true)
    return tooFull({ input, held, classes, demand, bound, fullestChip, stages: stages.length });
  const elsewhere = ioShortage(arch, choice, residence) ?? streamingShortage(input, residence);
  if (elsewhere !== undefined && input.knownToFit !== true) return elsewhere;
  const told = residence.map((one, chip) => (chip === fullestChip ? classes() : one));
  return {
    ...{ kind: "plan", arch, graph, choice, stages, residence: told, fullestChip },
    sramBytesPerTilePeak: demand,
  };
}

/**
 * A shortage that no balance of the layers and no matmul plan can mend, found without planning a matmul: even the
 * least loaded chip of the pipeline is too full without any temporary memory, or the choice is illegal.
 */
export function leastShortage(input: Omit<PlanInput, "planMatmul" | "withLevers">): Infeasible | undefined {
  const nothing = { ...input, planMatmul: NO_TEMPORARIES };
  const refused = illegalChoice(nothing);
  if (refused !== undefined) return refused;
  const { arch, choice } = input;
  const residence = residences({ ...nothing, stages: partition(input.graph, choice) });
  const full = residence.map(chipBytes);
  const emptiest = full.indexOf(Math.min(...full));
  const held = residence[emptiest];
  const demand = (full[emptiest] ?? 0) / memoryUnits(arch, choice);
  const bound = chipMemoryBytes(arch);
  if (held === undefined || demand <= bound) return undefined;
  return infeasible({
    resource: `${arch.chip.architecture === "tiled" ? "tile SRAM" : "HBM"} on every chip`,
    demand,
    bound,
    unit: "B",
    breakdown: perUnit(held, memoryUnits(arch, choice)),
    choice,
  });
}

const NO_TEMPORARIES: ResidencyInput["planMatmul"] = () => ({
  temporaryBytesPerTile: 0,
  passes: Infinity,
});

/** Room of the unit that must hold its share: a tile, or the HBM of a roofline chip. */
export function chipMemoryBytes({ chip }: Arch): number {
  return chip.architecture === "tiled" ? chip.sramBytesPerTile : chip.memoryBytes;
}

function perUnit(held: Residence, units: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(held.sram)
      .filter(([, bytes]) => bytes > 0)
      .map(([name, bytes]) => [name, bytes / units]),
  );
}

/** All categories of one chip's own memory. */
export function chipBytes(held: Residence): number {
  return Object.values(held.sram).reduce((sum, bytes) => sum + bytes, 0);
}

/** Tiles that share the load of a chip; 1 for a roofline chip. */
export function memoryUnits({ chip }: Arch, choice: PlanChoice): number {
  return chip.architecture === "tiled" ? chip.tiles - choice.ioTiles : 1;
}

interface Fullness {
  readonly input: PlanInput;
  readonly held: Residence;
  /** The same with its tiles told apart. */
  readonly classes: () => Residence;
  readonly demand: number;
  readonly bound: number;
  readonly fullestChip: number;
  readonly stages: number;
}

function tooFull({ input, held, classes, demand, bound, fullestChip, stages }: Fullness): Infeasible {
  const { arch, graph, choice } = input;
  const units = memoryUnits(arch, choice);
  const tiled = arch.chip.architecture === "tiled";
  const chip = stages > 1 ? ` on chip ${fullestChip} of the pipeline` : "";
  const explained = input.withLevers !== false;
  const where = explained ? whereFullest(classes()) : undefined;
  return infeasible({
    resource: `${tiled ? "tile SRAM" : "HBM"}${chip}`,
    demand,
    bound,
    unit: "B",
    breakdown: perUnit(held, units),
    ...(where !== undefined && { where }),
    levers: explained ? helpful(input, memoryLevers(choice, held, graph.phase === "training")) : [],
    choice,
  });
}

/** Of the levers, those that make the plan fit by themselves; more chips where none does. */
function helpful(
  input: PlanInput,
  levers: readonly { says: string; choice: PlanChoice }[],
): readonly string[] {
  const fitting = levers.filter(({ choice }) => fits({ ...input, choice })).map(({ says }) => says);
  if (fitting.length > 0) return fitting;
  const { pipelineParallel, tensorParallel } = input.choice;
  return [
    `more chips to a replica (pipelineParallel above ${pipelineParallel} or tensorParallel above ${tensorParallel})`,
    ...levers.map(({ says }) => `${says}, together with others`).slice(-1),
  ];
}

function fits(input: PlanInput): boolean {
  if (illegalChoice(input) !== undefined) return false;
  const held = residences({ ...input, stages: partition(input.graph, input.choice) });
  const bound = chipMemoryBytes(input.arch);
  return (
    Math.max(...held.map(chipBytes)) / memoryUnits(input.arch, input.choice) <= bound &&
    ioShortage(input.arch, input.choice, held) === undefined &&
    streamingShortage(input, held) === undefined
  );
}

/** Bytes of streaming memory that the fullest machine holds. */
export function streamingBytesPerMachine(
  arch: Arch,
  choice: PlanChoice,
  residence: readonly Residence[],
): number {
  const perChip = residence.map((held) =>
    Object.values(held.streaming).reduce((sum, bytes) => sum + bytes, 0),
  );
  const { chips } = arch.machine;
  const used = Math.min(chips, choice.tensorParallel * choice.pipelineParallel * choice.dataParallel);
  return Math.max(...perChip) * used;
}

function streamingShortage(
  { arch, choice }: PlanInput,
  residence: readonly Residence[],
): Infeasible | undefined {
  const demand = streamingBytesPerMachine(arch, choice, residence);
  const bound = arch.machine.streaming?.bytes ?? 0;
  if (demand <= bound) return undefined;
  const totals: Record<string, number> = {};
  for (const held of residence)
    for (const [name, bytes] of Object.entries(held.streaming))
      if (bytes > 0) totals[name] = Math.max(totals[name] ?? 0, bytes * arch.machine.chips);
  return infeasible({
    resource: "streaming memory of a machine",
    demand,
    bound,
    unit: "B",
    breakdown: totals,
    levers: [
      "more machines (state is divided over the replicas)",
      "an optimizer with less state",
      "larger DIMMs",
    ],
    choice,
  });
}
