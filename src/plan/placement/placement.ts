import { chipsOf } from "../choice/chips-of.ts";
import type { Arch } from "../../arch/arch.ts";
import { chipGroup, type ChipGroup } from "./chip-group.ts";
import { stateShards } from "./state-shards.ts";
import { replicaStride, stageStride, type Degrees } from "./strides.ts";

/**
 * Where the chips of a plan are, and so which of them work together over what: every ring, stride and share of the
 * plan, for prices to read. Chips are filled in order: the tensor-parallel ranks of a stage side by side, then replicas
 * or stages (`strides.ts`).
 *
 * All of it follows from the degrees of parallelism and the machine, and is worked out where it is asked for, so that
 * who remembers a price by what it read keeps it for every machine and plan that look the same to it.
 */
export interface Placement {
  /** The tensor-parallel ranks of a stage. */
  readonly ranks: ChipGroup;
  /** A chip and its counterparts in the other stages of its replica. */
  readonly stages: ChipGroup;
  /** The first and the last stage's chip, which share a tied table. */
  readonly pipelineEnds: ChipGroup;
  /** Chips from a chip to its counterpart in the next replica. */
  readonly replicaStride: number;
  /** A chip and its counterparts in all replicas: they hold the same weights. */
  readonly replicas: ChipGroup;
  /** Of those, the replicas over which sharded state is divided. */
  readonly stateShards: number;
  /** Of experts, which neighbouring replicas divide among them: those that hold the same ones. */
  readonly expertReplicas: ChipGroup;
  readonly expertShards: number;
  /** The neighbouring replicas that divide the experts of a layer among them. */
  readonly expertDividers: ChipGroup;
  /** Tensor-parallel ranks of a stage on one machine, which share its memory and host in lockstep. */
  readonly ranksOnMachine: number;
}

export function placementOf(arch: Arch, choice: Degrees): Placement {
  return Object.assign(Object.create(PLACEMENT) as Placement, { arch, choice });
}

/** What a placement is worked out from. */
interface Placed {
  readonly arch: Arch;
  readonly choice: Degrees;
}

/** The rings, strides and shares of all placements: one is made for every price, and most of them ask for few. */
const PLACEMENT: Placement & ThisType<Placement & Placed> = {
  get ranks() {
    return chipGroup(this.arch, this.choice.tensorParallel, 1);
  },
  get stages() {
    return chipGroup(this.arch, this.choice.pipelineParallel, stageStride(this.arch, this.choice));
  },
  get pipelineEnds() {
    const { arch, choice } = this;
    return chipGroup(arch, 2, stageStride(arch, choice) * (choice.pipelineParallel - 1));
  },
  get replicaStride() {
    return replicaStride(this.arch, this.choice);
  },
  get replicas() {
    return holders(this.arch, this.choice, 1);
  },
  get stateShards() {
    return stateShards(this.arch, this.choice);
  },
  get expertReplicas() {
    return holders(this.arch, this.choice, this.choice.expertParallel);
  },
  get expertShards() {
    return stateShards(this.arch, this.choice, this.choice.expertParallel);
  },
  get expertDividers() {
    return chipGroup(this.arch, this.choice.expertParallel, replicaStride(this.arch, this.choice));
  },
  get ranksOnMachine() {
    return Math.min(this.arch.machine.chips, this.choice.tensorParallel);
  },
};

/** A chip and its counterparts in every `every`-th replica. */
function holders(arch: Arch, choice: Degrees, every: number): ChipGroup {
  return chipGroup(arch, choice.dataParallel / every, replicaStride(arch, choice) * every);
}

/** Chips of one machine that a plan uses, where it uses fewer than a machine has. */
export function chipsUsedOnMachine({ machine }: Pick<Arch, "machine">, choice: Degrees): number {
  return Math.min(machine.chips, chipsOf(choice));
}
