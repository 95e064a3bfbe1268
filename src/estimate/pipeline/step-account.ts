import type { Arch } from "../../arch/arch.ts";
import { noJoules, totalJoules, type Joules } from "../power/joules.ts";
import { ENERGY_CATEGORIES } from "../priced-plan.ts";

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

/**
 * A step of the whole system, standing power left out, as numbers: seconds, share of bubble, peak watts, then dynamic
 * energy by category.
 */
export type SystemRun = Float64Array;

const SECONDS = 0;
const BUBBLE_FRACTION = 1;
const PEAK_WATTS = 2;
const JOULES = 3;

export function emptySystemRun(): SystemRun {
  return new Float64Array(JOULES + ENERGY_CATEGORIES.length);
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
  /** Without what is lost on the way to the chips. */
  readonly machine: number;
  /** Lost on the way to the chips, by what they draw, standing or not. */
  readonly lossShare: number;
}

export function standingWatts(arch: Arch): StandingWatts {
  return {
    idle: arch.chips * arch.chip.power.idleWatts,
    machine: arch.machines * arch.machine.overheadWatts + arch.hosts * arch.hostWatts + arch.networkWatts,
    lossShare: arch.machine.lossShare,
  };
}

/** What a system draws at the wall while its chips draw `dynamicWatts` beside their idle share. */
export function wallWatts({ idle, machine, lossShare }: StandingWatts, dynamicWatts = 0): number {
  return machine + (idle + dynamicWatts) * (1 + lossShare);
}

const IDLE = ENERGY_CATEGORIES.indexOf("idle");
const MACHINE = ENERGY_CATEGORIES.indexOf("machine");

/**
 * From one rank's run to the step of the system: the run happens `repeats` times on `chips` chips at once.
 *
 *   E = chips · repeats · E_run,   peak = E · peakPerSecond / repeats
 */
export function systemRun(
  run: StepAccount,
  chips: number,
  repeats: number,
  into: SystemRun = emptySystemRun(),
): SystemRun {
  const seconds = run.seconds * repeats;
  const { joules } = run;
  let dynamic = 0;
  for (let category = 0; category < joules.length; category++) {
    const all = chips * repeats * joules[category]!;
    into[JOULES + category] = all;
    dynamic += all;
  }
  into[SECONDS] = seconds;
  into[BUBBLE_FRACTION] = seconds > 0 ? (run.bubbleSeconds * repeats) / seconds : 0;
  into[PEAK_WATTS] = (dynamic * run.peakPerSecond) / repeats;
  return into;
}

/** Standing power flows all the while: E + standing · t, peak + standing. */
export function withStanding(
  run: SystemRun,
  standing: StandingWatts,
  into: StepFigures = emptyFigures(),
): StepFigures {
  const { energy } = into;
  const seconds = run[SECONDS]!;
  for (let category = 0; category < energy.length; category++) energy[category] = run[JOULES + category]!;
  addStanding(energy, standing, seconds);
  into.seconds = seconds;
  into.bubbleFraction = run[BUBBLE_FRACTION]!;
  into.joules = totalJoules(energy);
  into.peakWatts = wallWatts(standing, run[PEAK_WATTS]!);
  return into;
}

/** Adds `seconds` of standing power to dynamic energy, and what both lose on their way from the wall. */
export function addStanding(
  energy: Joules,
  { idle, machine, lossShare }: StandingWatts,
  seconds: number,
): void {
  const dynamic = totalJoules(energy);
  energy[IDLE]! += idle * seconds;
  energy[MACHINE]! += machine * seconds + (dynamic + idle * seconds) * lossShare;
}
