import type { Memory } from "../../src/arch/memory.ts";
import type { Arch } from "../../src/arch/arch.ts";
import type {
  PhasedProgram,
  PipelineProgram,
  PricedPlan,
  Segment,
  StageProgram,
} from "../../src/estimate/priced-plan.ts";
import type { Plan } from "../../src/plan/plan.ts";

export interface PlaceSketch {
  readonly tensorParallel?: number;
  readonly dataParallel?: number;
  readonly chipsPerMachine?: number;
  /** Of a machine: streaming memory, gateway and host alike. Default 100 B/s. */
  readonly sharedBytesPerSecond?: number;
  /** Of one chip's streaming port; default: as the machine. */
  readonly portBytesPerSecond?: number;
  readonly repeats?: number;
  /** Beside the machine's streaming memory. */
  readonly memories?: Readonly<Record<string, Partial<Memory>>>;
}

/** A program on round machines: idle chips of 1 W, machines of 10 W, one host of 5 W, a network of 2 W. */
export function pricedPlan(program: PipelineProgram | PhasedProgram, place: PlaceSketch = {}): PricedPlan {
  const { tensorParallel = 1, dataParallel = 1, chipsPerMachine = 4, repeats = 1 } = place;
  const perReplica = program.kind === "pipeline" ? new Set(program.stages.map(({ chip }) => chip)).size : 1;
  const machines = Math.ceil((perReplica * tensorParallel * dataParallel) / chipsPerMachine);
  const plan = {
    kind: "plan",
    arch: tinyArch(machines, chipsPerMachine, place),
    choice: {
      ...{ tensorParallel, dataParallel, pipelineParallel: perReplica },
      rankOrder: "tensor-pipeline-data",
    },
    stages: [],
    residence: [],
  } as unknown as Plan;
  return { plan, program, repeats, hardwareFlops: 0, bytesSent: 0, bytesReceived: 0 };
}

function tinyArch(machines: number, chipsPerMachine: number, place: PlaceSketch): Arch {
  const bytesPerSecond = place.sharedBytesPerSecond ?? 100;
  return {
    chip: { power: { idleWatts: 1 }, links: { bytesPerSecondEach: 100 } },
    wiring: { chips: machines * chipsPerMachine, axes: [], digits: [] },
    machine: {
      chips: chipsPerMachine,
      internalLinks: 1,
      externalLinks: 1,
      gateway: { bytesPerSecond },
      host: { bytesPerSecond },
      lossShare: 0,
      overheadWatts: 10,
    },
    memories: {
      sram: { id: "sram", sharedBy: "chip" },
      streaming: {
        ...{ id: "streaming", sharedBy: "machine", bytesPerSecond },
        chipBytesPerSecond: place.portBytesPerSecond ?? bytesPerSecond,
      },
      ...place.memories,
    },
    machines,
    chips: machines * chipsPerMachine,
    hosts: 1,
    hostWatts: 5,
    networkWatts: 2,
  } as unknown as Arch;
}

export function compute(seconds: number, joules = 0): Segment {
  return {
    label: "matmul",
    resource: "tiles",
    seconds,
    time: { matmul: 0.75 * seconds, vector: 0.25 * seconds },
    energy: { matmul: joules },
    bytes: 0,
  };
}

/** `bytes` through a part that the chips of a machine share, at the rate that one chip alone attains. */
export function shared(
  resource: "streaming" | "gateway" | "host",
  bytes: number,
  bytesPerSecond = 100,
  joules = 0,
): Segment {
  const seconds = bytes / bytesPerSecond;
  const category = resource === "gateway" ? "gradientReduction" : resource;
  return {
    label: resource,
    resource,
    seconds,
    time: { [category]: seconds },
    energy: { streaming: joules },
    bytes,
  };
}

export function copy(seconds: number, joules = 0): Segment {
  return {
    label: "copy",
    resource: "links",
    seconds,
    time: { pipelineCopy: seconds },
    energy: { links: joules },
    bytes: 1,
  };
}

export function stage(index: number, parts: Partial<StageProgram>): StageProgram {
  return {
    stage: index,
    chip: index,
    forward: [],
    backward: [],
    copyForward: undefined,
    copyBackward: undefined,
    update: [],
    ...parts,
  };
}

export function pipeline(microBatches: number, ...stages: readonly Partial<StageProgram>[]): PipelineProgram {
  return { kind: "pipeline", microBatches, stages: stages.map((parts, index) => stage(index, parts)) };
}
