import type { Memory } from "../../src/arch/memory.ts";
import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
/**
 * A machine, a choice and operators with round numbers, so that a test can do the arithmetic by hand. Each record is
 * written out here once: what a record gains is added in one place.
 */
import type { Arch, Chip, RooflineChip, Software, TiledChip } from "../../src/arch/arch.ts";
import type { MatmulPlan, MatmulShape } from "../../src/cost/matmul/matmul-plan.ts";
import type { FittedConstants } from "../../src/estimate/fitted-constants.ts";
import {
  pricingContext,
  type MatmulPlanner,
  type PricingContext,
} from "../../src/estimate/price/pricing-context.ts";
import type { PlanChoice, Stage } from "../../src/plan/plan.ts";
import type { TaskSpec } from "../../src/spec/kinds/workload-spec.ts";
import {
  BLOCK_INPUT,
  type Block,
  type ConvolutionOperator,
  type GatherOperator,
  type MatmulOperator,
  type Operator,
  type OperatorGraph,
  type Phase,
  type VectorOperator,
  type Draft,
} from "../../src/workload/graph/operator-graph.ts";
import { chain } from "../../src/workload/graph/tensors.ts";

const LINKS = { count: 4, bytesPerSecondEach: 100, latencySeconds: 1, joulesPerByte: 0.5 } as const;

/** Four tiles at 1 kHz of 100 kB each: 2 J a matmul FLOP, 7 a vector FLOP, 3 a byte of SRAM, 5 one exchanged. */
const TINY_CHIP: TiledChip = {
  architecture: "tiled",
  id: "tiny",
  tiles: 4,
  workersPerTile: 6,
  sramBytesPerTile: 100_000,
  sramBytes: 400_000,
  clockHertz: 1000,
  loadStoreBytesPerCycle: 8,
  weightLoadBytesPerCycle: 16,
  macsPerCycle: { fp16_16: 64 },
  joulesPerFlop: { fp16_16: 2 },
  exchange: { bytesPerCycle: 4, pairFactor: 1, fixedCycles: 10, syncCycles: 20, phaseCycles: 50 },
  links: LINKS,
  power: {
    idleWatts: 1,
    capWatts: Infinity,
    sramJoulesPerByte: 3,
    exchangeJoulesPerByte: 5,
    vectorJoulesPerFlop: 7,
  },
};

/** Kernels that cost nothing to issue. */
export const TINY_SOFTWARE: Software = {
  id: "tiny",
  name: "tiny",
  launchSeconds: 0,
  gapSeconds: 0,
  passSeconds: 0,
  fuses: { attention: false, residual: false, rotary: false, activation: false, gate: false },
  layouts: { planar: false, samples: false },
  attentionEfficiency: 1,
  directSumShare: 0,
  headBytesPerSecond: Infinity,
};

/** 1000 FLOP/s at any size, 100 B/s of HBM, kernels that start and drain at once. */
const TINY_GPU: RooflineChip = {
  architecture: "roofline",
  id: "tiny-gpu",
  peakFlopsPerSecond: { fp16_16: 1000 },
  joulesPerFlop: { fp16_16: 2 },
  vectorFlopsPerSecond: 500,
  memoryBytes: 1e9,
  memoryBytesPerSecond: 100,
  memoryJoulesPerByte: 3,
  matmulEfficiency: 1,
  matmulHalfSize: 0,
  sustainedFraction: 1,
  software: { training: TINY_SOFTWARE, inference: TINY_SOFTWARE },
  kernelRampSeconds: 0,
  links: LINKS,
  power: { idleWatts: 1, capWatts: Infinity },
};

export interface TinyChange {
  readonly chip?: Partial<TiledChip>;
  readonly gpu?: Partial<RooflineChip>;
  readonly machine?: Partial<Arch["machine"]>;
  /** Off-chip memories beside, or in place of, the usual one. */
  readonly memories?: Readonly<Record<string, Memory>>;
  readonly system?: Partial<Arch>;
}

/**
 * 16 chips: machines of 4 with rings of 200 B/s (1 s a step), link domains of 8 with 100 B/s across machines, then
 * gateways of 80 B/s a machine, 20 B/s a chip (3 s). DDR of 400 B/s a machine, 150 B/s a chip. A host of 50 B/s.
 */
export function tinyArch({ chip, machine, memories, system }: TinyChange = {}): Arch {
  return archOf({ ...TINY_CHIP, ...chip }, { streaming: TINY_DDR, ...memories }, machine, system);
}

/** The same chips' worth of GPUs, without streaming memory. */
export function tinyGpus({ gpu, machine, memories, system }: TinyChange = {}): Arch {
  return archOf({ ...TINY_GPU, ...gpu }, { ...memories }, machine, system);
}

export const TINY_DDR: Memory = {
  id: "streaming",
  sharedBy: "machine",
  bytes: 1e6,
  bytesPerSecond: 400,
  chipBytesPerSecond: 150,
  joulesPerByte: 4,
};

function archOf(
  chip: Chip,
  memories: Readonly<Record<string, Memory>>,
  machine: TinyChange["machine"],
  system: TinyChange["system"],
): Arch {
  return {
    id: "tiny",
    name: "Tiny",
    chip,
    machine: {
      id: "tiny-machine",
      chips: 4,
      internalLinks: 2,
      externalLinks: 1,
      gateway: { bytesPerSecond: 80, latencySeconds: 3 },
      host: { bytesPerSecond: 50, latencySeconds: 9 },
      lossShare: 0,
      overheadWatts: 10,
      capWatts: Infinity,
      priceDollars: undefined,
      ...machine,
    },
    memories: { sram: ownMemory(chip), ...memories },
    machines: 4,
    chips: 16,
    linkDomainChips: 8,
    wiring: { chips: 8, axes: [], digits: [] },
    hosts: 1,
    hostWatts: 5,
    networkWatts: 2,
    capexDollars: undefined,
    economics: {
      pue: 1,
      electricityDollarsPerJoule: 0,
      gridKilogramsPerJoule: 0,
      depreciation: "straight-line" as Arch["economics"]["depreciation"],
      lifetimeSeconds: 1,
      declineOrdersPerYear: 0,
      cloudDollarsPerSecond: undefined,
      utilisationFraction: 1,
    },
    inputs: [],
    ...system,
  };
}

function ownMemory(chip: Chip): Memory {
  const own = { id: "sram", sharedBy: "chip" } as const;
  if (chip.architecture === "roofline") {
    const bytesPerSecond = chip.memoryBytesPerSecond;
    return {
      ...{ ...own, bytes: chip.memoryBytes, joulesPerByte: chip.memoryJoulesPerByte },
      ...{ bytesPerSecond, chipBytesPerSecond: bytesPerSecond },
    };
  }
  const bytesPerSecond = chip.tiles * chip.loadStoreBytesPerCycle * chip.clockHertz;
  return {
    ...{ ...own, bytes: chip.sramBytes, joulesPerByte: chip.power.sramJoulesPerByte },
    ...{ bytesPerSecond, chipBytesPerSecond: bytesPerSecond },
  };
}

/** One chip, one sample a micro-batch, one micro-batch, in fp16, all in the chip's own memory. */
export function tinyChoice(change: Partial<PlanChoice> = {}): PlanChoice {
  return { ...DEFAULT_CHOICE, layersPerStage: [1], ...change };
}

/** An operator that reads its block's input. */
function drawn<O extends Operator>(draft: Draft<O>): O {
  return chain(BLOCK_INPUT, [draft])[0] as O;
}

/** 10 rows times a weight of 20 × 30: 600 parameters. */
export function matmul(change: Partial<MatmulOperator> = {}): MatmulOperator {
  const { groups = 1, inner = 20, columns = 30, weight = true } = change;
  return drawn<MatmulOperator>({
    ...{ kind: "matmul", id: "ffn-up", role: "ffn", sublayer: "ffn", split: "none", rows: 10 },
    ...{ groups, inner, columns, weight, parameters: weight ? groups * inner * columns : 0 },
    ...change,
  });
}

/** Scores (or values) of an attention: 8 heads of 10 × 20 · 20 × 10, no weight. */
export function core(change: Partial<MatmulOperator> = {}): MatmulOperator {
  return matmul({
    ...{ id: "scores", role: "scores", split: "heads", weight: false, core: true, sublayer: "attention" },
    ...{ groups: 8, inner: 20, columns: 10 },
    ...change,
  });
}

export function vector(change: Partial<VectorOperator> = {}): VectorOperator {
  return drawn<VectorOperator>({
    ...{ kind: "vector", id: "activation", function: "gelu", elements: 100, parameters: 0, split: "none" },
    ...change,
  });
}

/** 10 rows of 20 from a table of 50. */
export function gather(change: Partial<GatherOperator> = {}): GatherOperator {
  return drawn<GatherOperator>({
    ...{ kind: "gather", id: "tokens", rows: 10, width: 20, tableRows: 50, parameters: 1000, split: "none" },
    ...change,
  });
}

/** 3 × 3 over 8 × 8 pixels, from 4 channels to 6: 216 parameters. */
export function convolution(change: Partial<ConvolutionOperator> = {}): ConvolutionOperator {
  const { kernel = 3, inChannels = 4, outChannels = 6, groups = 1 } = change;
  return drawn<ConvolutionOperator>({
    ...{ kind: "convolution", id: "convolution", outputSize: 8, stride: 1, split: "none" },
    ...{ kernel, inChannels, outChannels, groups },
    parameters: (kernel ** 2 * inChannels * outChannels) / groups,
    ...change,
  });
}

/** Where experts of a layer are: 4 of them, 2 for each token. */
export const FOUR_EXPERTS = { experts: 4, perToken: 2 } as const;
/** Nothing trained in it, nothing below it. */
export const FROZEN = { inputs: false, parameters: false } as const;

/** Operators one after the other. */
export function block(operators: readonly Operator[], change: Partial<Block> = {}): Block {
  const drafts = operators.map(
    ({ reads: _reads, keeps: _keeps, inPlace: _inPlace, ...draft }, index): Draft => ({
      ...draft,
      writes: `tensor ${index}`,
    }),
  );
  const inOrder = chain(BLOCK_INPUT, drafts);
  return {
    ...{ id: "layer", kind: "layer", count: 1, operators: inOrder, outputElements: 100 },
    ...{ savedElements: 0, savedAttentionElements: 0, kvElementsPerToken: 0 },
    ...change,
  };
}

export function stage(blocks: readonly Block[], change: Partial<Stage> = {}): Stage {
  return {
    ...{ index: 0, chip: 0, blocks: blocks.map((one) => ({ block: one, count: one.count })) },
    ...change,
  };
}

/** Prompts of 6 tokens, answers of 4. */
export const ANSWERING = { kind: "inference", promptTokens: 6, generatedTokens: 4, batch: 1 } as TaskSpec;

export interface GraphSketch extends Partial<Omit<OperatorGraph, "workload">> {
  readonly task?: object;
  readonly experts?: number;
  readonly family?: string;
}

/** A graph of some blocks that is trained with Adam, or in another phase answers. */
export function graphOf(
  blocks: readonly Block[],
  { task, experts, family = "decoder", phase = "training", ...change }: GraphSketch = {},
): OperatorGraph {
  const trained = { kind: "pretrain", tokens: 1, globalBatch: 1, optimizer: "adam" };
  const model = experts === undefined ? {} : { experts: { count: experts, perToken: 2 } };
  return {
    workload: {
      id: "tiny",
      family,
      model,
      task: task ?? (phase === "training" ? trained : ANSWERING),
    } as unknown as OperatorGraph["workload"],
    phase: phase satisfies Phase,
    blocks,
    tokensPerSample: 10,
    input: { tokens: 0, imageValues: 0 },
    contextTokens: 10,
    parameters: 0,
    trainableParameters: 0,
    addedParameters: 0,
    tiedParameters: 0,
    ...change,
  };
}

/** A planner that gives the same of everything: `cycles` of the matrix unit, unless told otherwise. */
export function plannerOf(
  of: (shape: MatmulShape) => Partial<MatmulPlan> = () => ({}),
  convolutions: Partial<MatmulPlan> = {},
): MatmulPlanner {
  const nothing = {
    ...{ cycles: 0, matmulCycles: 0, reduceCycles: 0, rearrangeCycles: 0, exchangeCycles: 0, syncCycles: 0 },
    ...{ tilesUsed: 4, temporaryBytesPerTile: 0, exchangeBytes: 0, sramBytes: 0, fits: true },
  };
  return Object.assign((shape: MatmulShape) => ({ ...nothing, ...of(shape) }) as MatmulPlan, {
    convolution: () => ({ ...nothing, ...convolutions }),
  });
}

/** Fitted constants of no effect, but for a tensor's 100 cycles in an update. */
export const UNFITTED: FittedConstants = {
  layoutUpliftTuned: 1,
  layoutUpliftFramework: 1,
  updateCyclesPerTensor: 100,
  evaluationFixedSeconds: 0,
  streamingLatencySeconds: 0,
};

/** What the price of an operator depends on, on the tiny machine. */
export function pricing({
  arch = tinyArch(),
  choice = {},
  graph = graphOf([]),
  planMatmul = plannerOf(),
  fitted = {},
}: {
  readonly arch?: Arch;
  readonly choice?: Partial<PlanChoice>;
  readonly graph?: OperatorGraph;
  readonly planMatmul?: MatmulPlanner;
  readonly fitted?: Partial<FittedConstants>;
} = {}): PricingContext {
  return pricingContext({
    ...{ arch, graph, choice: tinyChoice(choice), planMatmul },
    fitted: { ...UNFITTED, ...fitted },
  });
}
