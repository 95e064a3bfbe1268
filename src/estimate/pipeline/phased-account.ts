import { segmentSeconds } from "./cycle-times.ts";
import { addSegments, noJoules, totalJoules, addJoules, type Joules } from "../power/joules.ts";
import { phaseRuns, type PhaseRun } from "./phase-times.ts";
import type { PhasedProgram } from "../priced-plan.ts";
import type { StepAccount } from "./step-account.ts";

/** Seconds and joules of one part of a phased program: a phase with all its repetitions, or the update. */
export interface PhasedPart {
  readonly run: PhaseRun | undefined;
  readonly seconds: number;
  readonly joules: Joules;
}

/** Phases follow each other, or overlap their loads with the neighbours' compute; at last the update. */
export function phasedParts(program: PhasedProgram): readonly PhasedPart[] {
  const known = new Map<PhaseRun["phase"], PhaseJoules>();
  const parts: PhasedPart[] = phaseRuns(program).map((run) => {
    const { phase, count } = run;
    let sums = known.get(phase);
    if (sums === undefined) known.set(phase, (sums = phaseJoules(phase)));
    const joules = noJoules();
    addJoules(joules, sums.body, count * phase.microBatches);
    addJoules(joules, sums.io, count);
    return { run, seconds: runSeconds(run, program), joules };
  });
  const joules = noJoules();
  addSegments(joules, program.update);
  return [...parts, { run: undefined, seconds: segmentSeconds(program.update), joules }];
}

/** Joules of a phase's body, for ONE micro-batch, and of what it loads and stores. */
interface PhaseJoules {
  readonly body: Joules;
  readonly io: Joules;
}

function phaseJoules(phase: PhaseRun["phase"]): PhaseJoules {
  const body = noJoules();
  addSegments(body, phase.body);
  const io = noJoules();
  addSegments(io, phase.load);
  addSegments(io, phase.store);
  return { body, io };
}

function runSeconds({ phase, count, exposedSeconds, seconds }: PhaseRun, program: PhasedProgram): number {
  const moving = count * (seconds.load + seconds.store);
  return count * phase.microBatches * seconds.body + (program.overlap ? exposedSeconds : moving);
}

/** Seconds of one run of a phased program, as `closePhases` adds them up. */
export function phasedSeconds(program: PhasedProgram): number {
  let seconds = 0;
  for (const run of phaseRuns(program)) seconds += runSeconds(run, program);
  return seconds + segmentSeconds(program.update);
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
