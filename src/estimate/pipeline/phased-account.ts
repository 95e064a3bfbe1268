import { segmentSeconds } from "./cycle-times.ts";
import { addSegments, noJoules, totalJoules, addJoules } from "../power/joules.ts";
import { phaseRuns, type PhaseRun } from "./phase-times.ts";
import type { PhasedProgram } from "../priced-plan.ts";
import type { StepAccount } from "./step-account.ts";

/** Seconds and joules of one part of a phased program: a phase with all its repetitions, or the update. */
export interface PhasedPart {
  readonly run: PhaseRun | undefined;
  readonly seconds: number;
  readonly joules: Float64Array;
}

/** Phases follow each other, or overlap their loads with the neighbours' compute; at last the update. */
export function phasedParts(program: PhasedProgram): readonly PhasedPart[] {
  const parts: PhasedPart[] = phaseRuns(program).map((run) => {
    const { phase, count, exposedSeconds } = run;
    const body = noJoules();
    addSegments(body, phase.body);
    const io = noJoules();
    addSegments(io, phase.load);
    addSegments(io, phase.store);
    const joules = noJoules();
    addJoules(joules, body, count * phase.microBatches);
    addJoules(joules, io, count);
    const moving = count * (segmentSeconds(phase.load) + segmentSeconds(phase.store));
    const seconds =
      count * phase.microBatches * segmentSeconds(phase.body) + (program.overlap ? exposedSeconds : moving);
    return { run, seconds, joules };
  });
  const joules = noJoules();
  addSegments(joules, program.update);
  return [...parts, { run: undefined, seconds: segmentSeconds(program.update), joules }];
}

/** One run of a phased program. Nothing waits for another stage: there is one. */
export function closePhases(program: PhasedProgram, into: StepAccount): StepAccount {
  into.seconds = 0;
  into.bubbleSeconds = 0;
  into.joules.fill(0);
  let densest = 0;
  for (const { seconds, joules } of phasedParts(program)) {
    into.seconds += seconds;
    addJoules(into.joules, joules, 1);
    if (seconds > 0) densest = Math.max(densest, totalJoules(joules) / seconds);
  }
  const dynamic = totalJoules(into.joules);
  into.peakPerSecond = dynamic > 0 ? densest / dynamic : 0;
  return into;
}
