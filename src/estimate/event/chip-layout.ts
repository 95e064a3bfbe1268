import { replicaStride, stageStride } from "../../plan/placement/strides.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Traffic } from "../priced-plan.ts";

/** Where the chips of a plan stand: chip s of replica r, rank t, is chip `r · replicaStride + s · stageStride + t`. */
export interface ChipLayout {
  readonly ranks: number;
  /** Chips of a replica, its tensor-parallel ranks counted as one. */
  readonly stages: number;
  readonly replicas: number;
  readonly stageStride: number;
  readonly replicaStride: number;
  /** Chips after which the placement is the same again, but for its end. */
  readonly period: number;
  /** Up to the last chip in use. */
  readonly total: number;
}

export function chipLayout({ arch, choice }: Plan, stages: number): ChipLayout {
  const { tensorParallel: ranks, dataParallel: replicas } = choice;
  const strides = { stageStride: stageStride(arch, choice), replicaStride: replicaStride(arch, choice) };
  const total = (replicas - 1) * strides.replicaStride + (stages - 1) * strides.stageStride + (ranks - 1) + 1;
  const period = strides.replicaStride >= strides.stageStride * stages ? strides.replicaStride : total;
  return { ranks, stages, replicas, ...strides, period, total };
}

/** The chip of a replica that stands at each of the first `until` places of the system; −1 where none does. */
export function stagesAt(layout: ChipLayout, until: number): Int32Array {
  const found = new Int32Array(until).fill(-1);
  eachChip(layout, (place, { stage }) => {
    if (place < until) found[place] = stage;
  });
  return found;
}

/** The chip of the system, its tensor-parallel ranks counted as one, at each place: `replica · stages + stage`. */
export function unitsAt(layout: ChipLayout): Int32Array {
  const found = new Int32Array(layout.total).fill(-1);
  eachChip(layout, (place, { replica, stage }) => {
    found[place] = replica * layout.stages + stage;
  });
  return found;
}

interface Coordinates {
  readonly replica: number;
  readonly stage: number;
  readonly rank: number;
}

function eachChip(layout: ChipLayout, visit: (place: number, at: Coordinates) => void): void {
  for (let replica = 0; replica < layout.replicas; replica++)
    for (let stage = 0; stage < layout.stages; stage++)
      for (let rank = 0; rank < layout.ranks; rank++)
        visit(replica * layout.replicaStride + stage * layout.stageStride + rank, { replica, stage, rank });
}

/**
 * Groups of places that send to each other, those of one group in order. Groups whose first member is at `until` or
 * beyond are left out: none of them has a member before it.
 */
export function groupsOf(
  layout: ChipLayout,
  traffic: Traffic,
  until: number,
): readonly (readonly number[])[] {
  const { stride, degree, of } = axisOf(layout, traffic.stride);
  const step = Math.max(1, Math.floor(traffic.stride / stride));
  const groups: number[][] = [];
  eachChip(layout, (place, at) => {
    const index = of(at);
    if (place >= until || Math.floor(index / step) % traffic.members !== 0) return;
    const members = Math.min(traffic.members, Math.ceil((degree - index) / step));
    groups.push(Array.from({ length: members }, (_, member) => place + member * step * stride));
  });
  return groups;
}

/** Which degree of parallelism a group's members differ in: the widest stride that fits into theirs. */
function axisOf(layout: ChipLayout, stride: number) {
  const axes = [
    { stride: 1, degree: layout.ranks, of: ({ rank }: Coordinates) => rank },
    { stride: layout.stageStride, degree: layout.stages, of: ({ stage }: Coordinates) => stage },
    { stride: layout.replicaStride, degree: layout.replicas, of: ({ replica }: Coordinates) => replica },
  ].filter((axis) => axis.degree > 1 && axis.stride <= stride);
  return axes.reduce((widest, axis) => (axis.stride >= widest.stride ? axis : widest), {
    ...{ stride: 1, degree: 1 },
    of: (): number => 0,
  });
}
