import { createCredits, type Credits } from "../sim/credits.ts";
import { createRandom, drawExponential, type Random } from "../sim/random.ts";
import { createSimulation, type Simulation } from "../sim/simulation.ts";
import { tickSecondsFor, toTicks } from "../sim/ticks.ts";

/** A run of equal steps on machines that fail. */
export interface FaultyRun {
  readonly seconds: number;
  readonly stepSeconds: number;
  /** Time of training between two checkpoints; whole steps of it are made. */
  readonly intervalSeconds: number;
  readonly writeSeconds: number;
  readonly restartSeconds: number;
  readonly machines: number;
  /** Failures of one machine at work that stop the run. */
  readonly failuresPerSecond: number;
  /** Of them, those after which the machine is away for `repairSeconds`. */
  readonly repairShare: number;
  readonly repairSeconds: number;
  readonly spareMachines: number;
  /** Without a spare the run goes on with fewer replicas; else it waits for a repair. */
  readonly elastic: boolean;
  /** Replicas, and machines that each takes (a part of one, where several share it). */
  readonly replicas: number;
  readonly machinesPerReplica: number;
}

/** Where the time went: all but `failures`, `repairs` and `steps` add up to the run's seconds. */
export interface FaultAccount {
  /** Steps that counted, at the speed of all replicas. */
  readonly trainedSeconds: number;
  /** Done again after a failure. */
  readonly repeatedSeconds: number;
  readonly writingSeconds: number;
  readonly restartingSeconds: number;
  readonly waitingSeconds: number;
  /** What replicas that were missing would have done. */
  readonly missingSeconds: number;
  readonly steps: number;
  readonly failures: number;
  readonly repairs: number;
}

type Phase = "training" | "writing" | "restarting" | "waiting";
const [FAILURE, PHASE_ENDS, REPAIRED, RUN_ENDS] = [0, 1, 2, 3];

interface Running {
  readonly run: FaultyRun;
  readonly tick: number;
  readonly random: Random;
  readonly simulation: Simulation;
  readonly spares: Credits;
  readonly account: { -readonly [key in keyof FaultAccount]: number };
  phase: Phase;
  since: number;
  /** Trained since the checkpoint that a restart would read: at full speed, and what missing replicas left out. */
  unsaved: number;
  unsavedMissing: number;
  replicas: number;
  /** The scheduled failure and end of phase that count. */
  failureStamp: number;
  phaseStamp: number;
}

/**
 * Steps are alike, so that nothing is simulated between a checkpoint and the next but what a failure disturbs: an event
 * for each checkpoint, failure, restart and repair.
 *
 * Failures are independent and exponential, of every machine at work, in every phase but waiting. A failure loses what
 * was trained since the last whole checkpoint. The machine's place goes to a spare; without one the run shrinks by a
 * replica, whose other machines become spares, and grows again after the checkpoint at which its machines are there.
 */
export function runWithFaults(run: FaultyRun, seed: number): FaultAccount {
  const running = newRun(run, seed);
  startTraining(running);
  scheduleFailure(running);
  running.simulation.at(toTicks(run.seconds, running.tick), RUN_ENDS, 0);
  running.simulation.run();
  const { account } = running;
  return { ...account, steps: Math.floor(account.trainedSeconds / run.stepSeconds + 1e-9) };
}

function newRun(run: FaultyRun, seed: number): Running {
  const running: Running = {
    run,
    tick: tickSecondsFor(run.seconds + run.repairSeconds + run.intervalSeconds + run.restartSeconds),
    random: createRandom(seed, 7),
    simulation: createSimulation([
      (_, stamp) => stamp === running.failureStamp && fail(running),
      (_, stamp) => stamp === running.phaseStamp && endPhase(running),
      () => repaired(running),
      () => endRun(running),
    ]),
    spares: createCredits("a spare machine", run.spareMachines),
    account: {
      trainedSeconds: 0,
      repeatedSeconds: 0,
      writingSeconds: 0,
      restartingSeconds: 0,
      waitingSeconds: 0,
      missingSeconds: 0,
      steps: 0,
      failures: 0,
      repairs: 0,
    },
    phase: "training",
    since: 0,
    unsaved: 0,
    unsavedMissing: 0,
    replicas: run.replicas,
    failureStamp: 0,
    phaseStamp: 0,
  };
  return running;
}

/** Charge the time of the phase that ends, and begin another. */
function enter(running: Running, phase: Phase, seconds?: number): void {
  charge(running);
  running.phase = phase;
  running.since = running.simulation.now();
  running.phaseStamp++;
  if (seconds !== undefined && seconds < Infinity)
    running.simulation.at(running.since + toTicks(seconds, running.tick), PHASE_ENDS, 0, running.phaseStamp);
}

function charge(running: Running): void {
  const { account, phase, tick, simulation, replicas, run } = running;
  const seconds = (simulation.now() - running.since) * tick;
  if (phase === "training") {
    running.unsaved += (seconds * replicas) / run.replicas;
    running.unsavedMissing += seconds * (1 - replicas / run.replicas);
  } else if (phase === "writing") account.writingSeconds += seconds;
  else if (phase === "restarting") account.restartingSeconds += seconds;
  else account.waitingSeconds += seconds;
}

function startTraining(running: Running): void {
  const { intervalSeconds, stepSeconds } = running.run;
  enter(running, "training", Math.max(1, Math.round(intervalSeconds / stepSeconds)) * stepSeconds);
}

function endPhase(running: Running): void {
  const { run, phase } = running;
  if (phase === "training") enter(running, "writing", run.writeSeconds);
  else if (phase === "restarting") startTraining(running);
  else {
    keep(running);
    if (growsAgain(running)) restart(running);
    else startTraining(running);
  }
}

function keep(running: Running): void {
  running.account.trainedSeconds += running.unsaved;
  running.account.missingSeconds += running.unsavedMissing;
  running.unsaved = 0;
  running.unsavedMissing = 0;
}

/** A replica comes back if there are machines for it. */
function growsAgain({ run, replicas, spares }: Running): boolean {
  return replicas < run.replicas && spares.free() >= Math.max(1, run.machinesPerReplica);
}

function restart(running: Running): void {
  while (growsAgain(running)) {
    running.spares.take(0, Math.max(1, running.run.machinesPerReplica));
    running.replicas = Math.min(running.run.replicas, running.replicas + replicasOfMachine(running.run));
  }
  enter(running, "restarting", running.run.restartSeconds);
  scheduleFailure(running);
}

function fail(running: Running): void {
  const { run, account, random } = running;
  account.failures++;
  enter(running, "restarting");
  account.repeatedSeconds += running.unsaved + running.unsavedMissing;
  running.unsaved = 0;
  running.unsavedMissing = 0;
  if (random() >= run.repairShare || replaced(running)) restart(running);
  else enter(running, "waiting");
}

/** Send a machine away; true if the run can go on. */
function replaced(running: Running): boolean {
  const { run, spares, simulation, tick, account } = running;
  account.repairs++;
  simulation.at(simulation.now() + toTicks(run.repairSeconds, tick), REPAIRED, 0);
  if (spares.free() > 0 || !run.elastic || running.replicas <= replicasOfMachine(run))
    return spares.take(0, 1);
  running.replicas -= replicasOfMachine(run);
  spares.give(Math.max(1, run.machinesPerReplica) - 1);
  return true;
}

function replicasOfMachine({ machinesPerReplica }: FaultyRun): number {
  return Math.max(1, Math.round(1 / machinesPerReplica));
}

function repaired(running: Running): void {
  running.spares.give(1);
  if (running.phase === "waiting" && running.spares.next() >= 0) restart(running);
}

/** Exponential times have no memory: after every restart the next failure is drawn anew for the machines at work. */
function scheduleFailure(running: Running): void {
  const { run, replicas, random, simulation, tick } = running;
  const perSecond = run.failuresPerSecond * run.machines * (replicas / run.replicas);
  const seconds = perSecond > 0 ? drawExponential(random) / perSecond : Infinity;
  running.failureStamp++;
  if (seconds > run.seconds) return;
  simulation.at(simulation.now() + Math.max(1, toTicks(seconds, tick)), FAILURE, 0, running.failureStamp);
}

/** What is trained but not yet saved counts: the run goes on. */
function endRun(running: Running): void {
  charge(running);
  keep(running);
  running.simulation.stop();
}
