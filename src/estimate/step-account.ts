import type { Arch } from "../arch/arch.ts";
import { addJoules, noJoules, totalJoules, type Joules } from "./joules.ts";
import { ENERGY_CATEGORIES } from "./priced-plan.ts";

/** One run of a program, added up: one tensor-parallel rank of one replica. */
export interface StepAccount {
  seconds: number;
  bubbleSeconds: number;
  /** Dynamic energy. */
  readonly joules: Joules;
  /** Of the part of the run that draws most: its share of the dynamic energy over its seconds, 1/s. */
  peakPerSecond: number;
}

export function emptyAccount(): StepAccount {
  return { seconds: 0, bubbleSeconds: 0, joules: noJoules(), peakPerSecond: 0 };
}

/** A step of the whole system. */
export interface StepFigures {
  seconds: number;
  bubbleFraction: number;
  /** Dynamic, idle and machine energy. */
  readonly energy: Joules;
  /** Sum of `energy`. */
  joules: number;
  peakWatts: number;
}

export function emptyFigures(): StepFigures {
  return { seconds: 0, bubbleFraction: 0, energy: noJoules(), joules: 0, peakWatts: 0 };
}

/** Power that flows whatever the chips do: their idle share, and machines, hosts and network. */
export interface StandingWatts {
  readonly idle: number;
  readonly machine: number;
}

export function standingWatts(arch: Arch): StandingWatts {
  return {
    idle: arch.chips * arch.chip.power.idleWatts,
    machine: arch.machines * arch.machine.overheadWatts + arch.hosts * arch.hostWatts + arch.networkWatts,
  };
}

const IDLE = ENERGY_CATEGORIES.indexOf("idle");
const MACHINE = ENERGY_CATEGORIES.indexOf("machine");

/**
 * From one rank's run to the step of the system: the run happens `repeats` times on `chips` chips at once, and
 * standing power flows all the while.
 *
 *   E = chips · repeats · E_run + standing · t,   peak = standing + E_dynamic · peakPerSecond / repeats
 */
export function systemFigures(
  run: StepAccount,
  chips: number,
  repeats: number,
  standing: StandingWatts,
  into: StepFigures = emptyFigures(),
): StepFigures {
  const { energy } = into;
  into.seconds = run.seconds * repeats;
  energy.fill(0);
  addJoules(energy, run.joules, chips * repeats);
  const dynamic = totalJoules(energy);
  addStanding(energy, standing, into.seconds);
  into.joules = totalJoules(energy);
  into.bubbleFraction = into.seconds > 0 ? (run.bubbleSeconds * repeats) / into.seconds : 0;
  into.peakWatts = standing.idle + standing.machine + (dynamic * run.peakPerSecond) / repeats;
  return into;
}

/** Adds `seconds` of standing power. */
export function addStanding(energy: Joules, { idle, machine }: StandingWatts, seconds: number): void {
  energy[IDLE]! += idle * seconds;
  energy[MACHINE]! += machine * seconds;
}
