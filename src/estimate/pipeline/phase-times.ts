import { segmentSeconds } from "./cycle-times.ts";
import type { PhasedProgram } from "../priced-plan.ts";

type Phase = PhasedProgram["phases"][number];

export interface PhaseRun {
  readonly phase: Phase;
  readonly count: number;
  /** With overlap: load and store time of these phases that no compute hides, all `count` of them. */
  readonly exposedSeconds: number;
  readonly seconds: PhaseSeconds;
}

/** Of one run of a phase: its load, its body for ONE micro-batch, its store. */
export interface PhaseSeconds {
  readonly load: number;
  readonly body: number;
  readonly store: number;
}

/**
 * Phases in order. With overlap, while one phase computes the next one loads and the previous one stores; what
 * exceeds the compute time is exposed, as are the first load and the last store.
 */
export function phaseRuns(program: PhasedProgram): readonly PhaseRun[] {
  const { phases } = program;
  const secondsOf = phaseSeconds();
  const load = (phase: Phase | undefined): number => (phase === undefined ? 0 : secondsOf(phase).load);
  const store = (phase: Phase | undefined): number => (phase === undefined ? 0 : secondsOf(phase).store);
  return phases.map((phase, index) => {
    const body = phase.microBatches * secondsOf(phase).body;
    const beside = (before: Phase | undefined, after: Phase | undefined): number =>
      Math.max(0, load(after) + store(before) - body);
    const before = phases[index - 1];
    const after = phases[index + 1];
    const inner =
      phase.repeat === 1
        ? beside(before, after)
        : beside(before, phase) + (phase.repeat - 2) * beside(phase, phase) + beside(phase, after);
    const ends = (index === 0 ? load(phase) : 0) + (after === undefined ? store(phase) : 0);
    return { phase, count: phase.repeat, exposedSeconds: inner + ends, seconds: secondsOf(phase) };
  });
}

/** Adds up each phase once, however often it runs in a program. */
function phaseSeconds(): (phase: Phase) => PhaseSeconds {
  const known = new Map<Phase, PhaseSeconds>();
  return (phase) => {
    let seconds = known.get(phase);
    if (seconds === undefined) {
      const { load, body, store } = phase;
      seconds = { load: segmentSeconds(load), body: segmentSeconds(body), store: segmentSeconds(store) };
      known.set(phase, seconds);
    }
    return seconds;
  };
}
