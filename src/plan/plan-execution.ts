import type { Arch } from "../arch/arch.ts";
import type { OperatorGraph } from "../workload/operator-graph.ts";
import { dividedHeads, hasConvolutions } from "../workload/divided-heads.ts";
import { halfLayers } from "./half-layers.ts";
import { ioShortage } from "./io-tiles.ts";
import { infeasible, memoryLevers } from "./infeasible.ts";
import { layerCount, partition } from "./partition.ts";
import type { Infeasible, Plan, PlanChoice, Residence } from "./plan.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { whereFullest } from "./tile-classes.ts";
import { residences } from "./residency.ts";

export interface PlanInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly planMatmul: ResidencyInput["planMatmul"];
  /** False: a shortage names no levers, which each need a plan of their own to try. */
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
  const refused = illegal(input);
  if (refused !== undefined) return refused;
  const stages = partition(graph, choice);
  const residence = residences({ ...input, stages });
  const full = residence.map((held) => chipBytes(held));
  const fullestChip = full.indexOf(Math.max(...full));
  const held = residence[fullestChip];
  if (held === undefined) throw new Error("a plan has at least one chip");
  const demand = (full[fullestChip] ?? 0) / memoryUnits(arch, choice);
  const bound = chipMemoryBytes(arch);
  if (demand > bound && input.knownToFit !== true)
    return tooFull({ input, held, demand, bound, fullestChip, stages: stages.length });
  const elsewhere = ioShortage(arch, choice, residence) ?? streamingShortage(input, residence);
  if (elsewhere !== undefined && input.knownToFit !== true) return elsewhere;
  return { kind: "plan", arch, graph, choice, stages, residence, fullestChip, sramBytesPerTilePeak: demand };
}

/**
 * A shortage that no balance of the layers and no matmul plan can mend, found without planning a matmul: even the
 * least loaded chip of the pipeline is too full without any temporary memory, or the choice is illegal.
 */
export function leastShortage(input: Omit<PlanInput, "planMatmul" | "withLevers">): Infeasible | undefined {
  const nothing = { ...input, planMatmul: NO_TEMPORARIES };
  const refused = illegal(nothing);
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

const NO_TEMPORARIES: ResidencyInput["planMatmul"] = () => ({ temporaryBytesPerTile: 0 });

/** Room of the unit that must hold its share: a tile, or the HBM of a roofline chip. */
function chipMemoryBytes({ chip }: Arch): number {
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
function memoryUnits({ chip }: Arch, choice: PlanChoice): number {
  return chip.architecture === "tiled" ? chip.tiles - choice.ioTiles : 1;
}

function illegal({ arch, graph, choice }: PlanInput): Infeasible | undefined {
  const { tensorParallel, pipelineParallel, dataParallel, arithmetic } = choice;
  const formats = arch.chip.architecture === "tiled" ? arch.chip.macsPerCycle : arch.chip.peakFlopsPerSecond;
  if (formats[arithmetic] === undefined)
    return infeasible({
      resource: `${arithmetic} arithmetic on ${arch.chip.id}`,
      demand: 1,
      bound: 0,
      unit: "",
      levers: Object.keys(formats).map((format) => `arithmetic: ${format}`),
      choice,
    });
  const chips = tensorParallel * pipelineParallel * dataParallel;
  if (chips > arch.chips)
    return infeasible({
      resource: "chips",
      demand: chips,
      bound: arch.chips,
      unit: "",
      breakdown: { tensorParallel, pipelineParallel, dataParallel },
      levers: ["lower tensorParallel, pipelineParallel or dataParallel", "a larger system"],
      choice,
    });
  const layers = choice.layersPerStage.reduce((sum, count) => sum + count, 0);
  if (layers !== layerCount(graph) || choice.layersPerStage.length !== pipelineParallel)
    return infeasible({
      resource: "layers (layersPerStage must name every layer once, one entry a stage)",
      demand: layerCount(graph),
      bound: layers,
      unit: "",
      levers: [`layersPerStage: ${pipelineParallel} numbers that add up to ${layerCount(graph)}`],
      choice,
    });
  const halves = choice.layersPerStage.some((count) => count % 1 !== 0);
  const parted = graph.blocks.every((block) => block.kind !== "layer" || halfLayers(block) !== undefined);
  if (halves && !parted)
    return infeasible({
      resource: "half layers (this model's layers have no feed-forward block of their own)",
      demand: 1,
      bound: 0,
      unit: "",
      levers: ["layersPerStage: whole numbers"],
      choice,
    });
  const chunks = choice.interleave ?? 1;
  const fewest = Math.min(...choice.layersPerStage);
  if (chunks > 1 && (arch.chip.architecture === "tiled" || pipelineParallel === 1 || chunks > fewest))
    return infeasible({
      resource: "layers of a stage to interleave (a pipeline on GPUs or TPUs)",
      demand: chunks,
      bound: arch.chip.architecture === "tiled" || pipelineParallel === 1 ? 1 : fewest,
      unit: "",
      levers: ["interleave: 1", "fewer stages"],
      choice,
    });
  if (choice.checkpointFormat === "fp8" && (arch.chip.architecture !== "tiled" || choice.weights !== "sram"))
    return infeasible({
      resource: "a stash in tile SRAM (checkpointFormat fp8 is for pipelines on tiled chips)",
      demand: 1,
      bound: 0,
      unit: "",
      levers: ["checkpointFormat: computed"],
      choice,
    });
  const heads = dividedHeads(graph.blocks);
  if (tensorParallel > 1 && heads % tensorParallel !== 0)
    return infeasible({
      resource: `attention heads in equal parts (${heads} heads over tensorParallel ${tensorParallel})`,
      demand: tensorParallel,
      bound: divisorsOf(heads).findLast((divisor) => divisor < tensorParallel) ?? 1,
      unit: "",
      levers: [`tensorParallel: ${divisorsOf(heads).join(", ")}`],
      choice,
    });
  if (choice.sequenceParallel && tensorParallel > 1 && hasConvolutions(graph.blocks))
    return infeasible({
      resource: "a sequence to divide (images between convolutions are whole on every chip)",
      demand: tensorParallel,
      bound: 1,
      unit: "",
      levers: ["sequenceParallel: false"],
      choice,
    });
  const usesStreaming =
    choice.weights === "streaming" || choice.optimizerState === "streaming" || choice.kvCache === "streaming";
  if (usesStreaming && arch.machine.streaming === undefined)
    return infeasible({
      resource: "streaming memory",
      demand: 1,
      bound: 0,
      unit: "",
      levers: ["keep weights, optimizer state and KV cache on the chip", "a machine with streaming memory"],
      choice,
    });
  if (choice.weights === "streaming" && pipelineParallel > 1)
    return infeasible({
      resource: "stages of phased execution (weights: streaming runs one stage)",
      demand: pipelineParallel,
      bound: 1,
      unit: "",
      levers: ["pipelineParallel: 1"],
      choice,
    });
  return undefined;
}

function divisorsOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((divisor) => count % divisor === 0);
}

interface Fullness {
  readonly input: PlanInput;
  readonly held: Residence;
  readonly demand: number;
  readonly bound: number;
  readonly fullestChip: number;
  readonly stages: number;
}

function tooFull({ input, held, demand, bound, fullestChip, stages }: Fullness): Infeasible {
  const { arch, graph, choice } = input;
  const units = memoryUnits(arch, choice);
  const tiled = arch.chip.architecture === "tiled";
  const chip = stages > 1 ? ` on chip ${fullestChip} of the pipeline` : "";
  const where = whereFullest(held);
  return infeasible({
    resource: `${tiled ? "tile SRAM" : "HBM"}${chip}`,
    demand,
    bound,
    unit: "B",
    breakdown: perUnit(held, units),
    ...(where !== undefined && { where }),
    levers:
      input.withLevers === false
        ? []
        : helpful(input, memoryLevers(choice, held, graph.phase === "training")),
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
  if (illegal(input) !== undefined) return false;
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
