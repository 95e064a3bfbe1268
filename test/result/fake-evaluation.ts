import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import type { Arch } from "../../src/arch/arch.ts";
import {
  ENERGY_CATEGORIES,
  TIME_CATEGORIES,
  type PlanTiming,
  type PricedPlan,
} from "../../src/estimate/priced-plan.ts";
import { SRAM_CATEGORIES, OFF_CHIP_CATEGORIES, type Plan, type PlanChoice } from "../../src/plan/plan.ts";
import { placementOf } from "../../src/plan/placement/placement.ts";
import type { EvaluatedPhase, EvaluatedPlan } from "../../src/result/metric-context.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import type { OperatorGraph, Phase } from "../../src/workload/graph/operator-graph.ts";

/** Eight chips of 4 tiles × 5 MAC × 2 FLOP × 10 Hz = 400 FLOP/s, two a machine; round numbers throughout. */
export const tinyArch: Arch = {
  id: "tiny",
  name: "Tiny",
  chip: {
    architecture: "tiled",
    id: "tiny-chip",
    tiles: 4,
    workersPerTile: 6,
    sramBytesPerTile: 1000,
    sramBytes: 4000,
    clockHertz: 10,
    loadStoreBytesPerCycle: 24,
    weightLoadBytesPerCycle: 16,
    macsPerCycle: { fp16_16: 5 },
    joulesPerFlop: { fp16_16: 0.01 },
    exchange: { bytesPerCycle: 4, pairFactor: 2, fixedCycles: 1, syncCycles: 1, phaseCycles: 2 },
    links: { count: 2, bytesPerSecondEach: 100, latencySeconds: 0, joulesPerByte: 0 },
    power: {
      idleWatts: 1,
      capWatts: 100,
      sramJoulesPerByte: 0.5,
      exchangeJoulesPerByte: 0,
      vectorJoulesPerFlop: 0,
    },
  },
  machine: {
    id: "tiny-machine",
    chips: 2,
    internalLinks: 2,
    externalLinks: 2,
    gateway: { bytesPerSecond: 10, latencySeconds: 0 },
    host: { bytesPerSecond: 10, latencySeconds: 0 },
    lossShare: 0,
    overheadWatts: 0,
    capWatts: 1000,
    priceDollars: 100,
  },
  memories: {
    sram: {
      ...{ id: "sram", sharedBy: "chip", bytes: 4000, joulesPerByte: 0.5 },
      ...{ bytesPerSecond: 4 * 24 * 10, chipBytesPerSecond: 4 * 24 * 10 },
    },
    streaming: {
      ...{ id: "streaming", sharedBy: "machine", bytes: 10_000, joulesPerByte: 0 },
      ...{ bytesPerSecond: 50, chipBytesPerSecond: 25 },
    },
  },
  machines: 4,
  chips: 8,
  linkDomainChips: 8,
  wiring: { chips: 8, axes: [], digits: [] },
  hosts: 1,
  hostWatts: 0,
  networkWatts: 0,
  capexDollars: 1000,
  economics: {
    pue: 1.5,
    electricityDollarsPerJoule: 0.01,
    gridKilogramsPerJoule: 0.001,
    depreciation: "straight-line",
    lifetimeSeconds: 1e6,
    declineOrdersPerYear: 0.14,
    cloudDollarsPerSecond: undefined,
    utilisationFraction: 0.5,
  },
  inputs: [],
};

export const tinyChoice: PlanChoice = {
  ...DEFAULT_CHOICE,
  pipelineParallel: 2,
  dataParallel: 3,
  microBatches: 2,
  recompute: "layer",
  layersPerStage: [1, 1],
  headPlacement: "last",
};

/** Six samples of 10 tokens an update; 5 updates. */
export const tinyTraining = {
  kind: "workload",
  id: "tiny-training",
  name: "Tiny training",
  aliases: [],
  family: "decoder",
  model: { sequenceLength: 10 },
  task: { kind: "pretrain", steps: 5, globalBatch: 6, optimizer: "adam", precision: "fp16" },
} as unknown as WorkloadSpec;

/** Four requests of 10 tokens in, 3 out. */
export const tinyInference = {
  ...tinyTraining,
  id: "tiny-inference",
  task: { kind: "inference", promptTokens: 10, generatedTokens: 3, batch: 4, precision: "fp16" },
} as unknown as WorkloadSpec;

/** One matmul of 10 × 2 × 5: 200 FLOPs forward. */
function graphOf(workload: WorkloadSpec, phase: Phase): OperatorGraph {
  const matmul = {
    kind: "matmul",
    id: "ffn",
    role: "ffn",
    groups: 1,
    rows: phase === "decode" ? 1 : 10,
    inner: 2,
    columns: 5,
    weight: true,
    parameters: 10,
    split: "column",
  } as const;
  const block = {
    id: "layer",
    kind: "layer",
    count: 1,
    operators: [matmul],
    outputElements: 0,
    savedElements: 0,
    savedAttentionElements: 0,
    kvElementsPerToken: 0,
  } as const;
  const tokensPerSample = phase === "decode" ? 1 : 10;
  return {
    workload,
    phase,
    blocks: [block],
    tokensPerSample,
    contextTokens: 10,
    parameters: 10,
    tiedParameters: 0,
  } as unknown as OperatorGraph;
}

function zeros<K extends string>(names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
}

interface PhaseSketch {
  readonly phase: Phase;
  readonly seconds: number;
  readonly joules: number;
}

function phaseOf(workload: WorkloadSpec, { phase, seconds, joules }: PhaseSketch): EvaluatedPhase {
  const full = { ...zeros(SRAM_CATEGORIES), weights: 1500, code: 500 };
  const plan: Plan = {
    kind: "plan",
    arch: tinyArch,
    graph: graphOf(workload, phase),
    choice: tinyChoice,
    placement: placementOf(tinyArch, tinyChoice),
    stages: [],
    residence: [
      { sram: { ...full, weights: 1000 }, offChip: { streaming: zeros(OFF_CHIP_CATEGORIES) } },
      { sram: full, offChip: { streaming: { ...zeros(OFF_CHIP_CATEGORIES), optimizer: 700 } } },
    ],
    fullestChip: 1,
    sramBytesPerTilePeak: 525,
  };
  const priced: PricedPlan = {
    plan,
    program: { kind: "pipeline", stages: [], microBatches: 2 },
    repeats: 1,
    hardwareFlops: 4800,
    bytesSent: 0,
    bytesReceived: 0,
  };
  const timing: PlanTiming = {
    fidelity: "analytic",
    seconds,
    time: { ...zeros(TIME_CATEGORIES), matmul: 0.75 * seconds, bubble: 0.25 * seconds },
    energy: { ...zeros(ENERGY_CATEGORIES), idle: 0.5 * joules, sram: 0.5 * joules },
    bubbleFraction: 0.25,
    peakWatts: 30,
    powerTrace: [{ seconds: 0, watts: joules / seconds }],
    gantt: [{ lane: "chip 0", label: "layer", category: "matmul", start: 0, end: seconds }],
  };
  return { plan, priced, timing };
}

/** A step of 2 s and 40 J. */
export const training: EvaluatedPlan = {
  arch: tinyArch,
  workload: tinyTraining,
  phases: [phaseOf(tinyTraining, { phase: "training", seconds: 2, joules: 40 })],
};

/** A prefill of 1 s and 10 J, then a decode of 3 s and 30 J. */
export const inference: EvaluatedPlan = {
  arch: tinyArch,
  workload: tinyInference,
  phases: [
    phaseOf(tinyInference, { phase: "prefill", seconds: 1, joules: 10 }),
    phaseOf(tinyInference, { phase: "decode", seconds: 3, joules: 30 }),
  ],
};
