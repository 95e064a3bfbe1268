import type { PhasedProgram, PipelineProgram, Segment } from "./priced-plan.ts";

/** Bytes over links and gateways in one run of the program, for one tensor-parallel rank of one replica. */
export function bytesMoved(program: PipelineProgram | PhasedProgram): {
  readonly sent: number;
  readonly received: number;
} {
  if (program.kind === "phased") {
    const both = program.phases.reduce(
      (sum, phase) =>
        sum +
        phase.repeat * (phase.microBatches * linked(phase.body) + linked([...phase.load, ...phase.store])),
      linked(program.update),
    );
    return { sent: both, received: both };
  }
  const copies = program.microBatches * (program.interleave ?? 1);
  let sent = 0;
  let received = 0;
  program.stages.forEach((stage, s) => {
    // In a ring every chip sends and receives the same; a hand-over is sent by one stage and received by another.
    const rings = program.microBatches * linked([...stage.forward, ...stage.backward]) + linked(stage.update);
    const before = program.stages[s - 1]?.copyForward;
    const after = program.stages[s + 1]?.copyBackward;
    sent += rings + copies * linked([stage.copyForward, stage.copyBackward]);
    received += rings + copies * linked([before, after]);
  });
  return { sent, received };
}

function linked(segments: readonly (Segment | undefined)[]): number {
  return segments.reduce(
    (sum, segment) =>
      sum + (segment?.resource === "links" || segment?.resource === "gateway" ? segment.bytes : 0),
    0,
  );
}
