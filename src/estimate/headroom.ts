import { analyticSeconds } from "./analytic.ts";
import type { PhasedProgram, PipelineProgram, PricedPlan, Segment, TimeCategory } from "./priced-plan.ts";

/** Resources of a machine, and the time that each is charged with. */
export const RESOURCES = {
  "matmul units": ["matmul"],
  "vector units": ["vector"],
  "on-chip exchange": ["exchange"],
  synchronisation: ["sync"],
  "rearrangement of tensors": ["layout"],
  "power cap": ["throttling"],
  "links between chips": [
    "tensorParallel",
    "expertExchange",
    "pipelineCopy",
    "gradientReduction",
    "weightGather",
  ],
  "optimizer arithmetic": ["optimizer"],
  "streaming memory": ["streaming"],
  host: ["host"],
  "fixed costs": ["fixed"],
} as const satisfies Readonly<Record<string, readonly TimeCategory[]>>;

export type Resource = keyof typeof RESOURCES;

/**
 * How much faster each step would be with one resource infinitely fast: its time is taken out of every segment, and
 * the plan is timed again, so that what waited for it moves up and what ran beside it comes to light.
 *
 *   headroom = seconds / seconds without the resource
 *
 * 1 where nothing takes time.
 */
export function headroom(phases: readonly PricedPlan[]): Readonly<Record<Resource, number>> {
  const seconds = total(phases);
  return Object.fromEntries(
    Object.entries(RESOURCES).map(([resource, categories]) => {
      const relieved = total(phases.map((priced) => without(priced, new Set(categories))));
      return [resource, relieved > 0 ? seconds / relieved : 1];
    }),
  ) as Record<Resource, number>;
}

function total(phases: readonly PricedPlan[]): number {
  return phases.reduce((sum, priced) => sum + analyticSeconds(priced), 0);
}

function without(priced: PricedPlan, categories: ReadonlySet<TimeCategory>): PricedPlan {
  const shorter = (segments: readonly Segment[]): readonly Segment[] =>
    segments.map((segment) => relieved(segment, categories));
  const { program } = priced;
  return {
    ...priced,
    program: program.kind === "pipeline" ? pipelineWith(program, shorter) : phasesWith(program, shorter),
  };
}

type Shorter = (segments: readonly Segment[]) => readonly Segment[];

function pipelineWith(program: PipelineProgram, shorter: Shorter): PipelineProgram {
  return {
    ...program,
    stages: program.stages.map((stage) => ({
      ...stage,
      forward: shorter(stage.forward),
      backward: shorter(stage.backward),
      copyForward: stage.copyForward && shorter([stage.copyForward])[0],
      copyBackward: stage.copyBackward && shorter([stage.copyBackward])[0],
      update: shorter(stage.update),
    })),
  };
}

function phasesWith(program: PhasedProgram, shorter: Shorter): PhasedProgram {
  return {
    ...program,
    phases: program.phases.map((phase) => ({
      ...phase,
      load: shorter(phase.load),
      body: shorter(phase.body),
      store: shorter(phase.store),
    })),
    update: shorter(program.update),
  };
}

function relieved(segment: Segment, categories: ReadonlySet<TimeCategory>): Segment {
  const entries = Object.entries(segment.time) as [TimeCategory, number][];
  const kept = entries.filter(([category]) => !categories.has(category));
  if (kept.length === entries.length) return segment;
  const time = Object.fromEntries(kept);
  return { ...segment, time, seconds: kept.reduce((sum, [, seconds]) => sum + seconds, 0) };
}
