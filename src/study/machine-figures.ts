import { impliedRestartSeconds, optimalIntervalSeconds, trainingShare } from "../faults/checkpoint-laws.ts";
import type { SavedContention, SavedFaultRun } from "../result/saved/result.ts";
import { pureNumber, type Amount } from "../spec/formula/evaluate-formula.ts";
import { FormulaError } from "../spec/formula/formula.ts";
import { describePowers, samePowers } from "../units/powers.ts";
import { powersOfUnit } from "../units/powers-of-unit.ts";
import { textAt, unknownText, type ClaimFunction } from "./claim-arguments.ts";

/** What a study found out about its plans beside their metrics; undefined before anything is computed. */
export interface MachineFindings {
  readonly contention: readonly SavedContention[] | undefined;
  readonly faultRuns: readonly SavedFaultRun[] | undefined;
  /** Names of the runs with failures that the study asks for, and whether it asks for contention. */
  readonly runs: readonly string[];
  readonly asksContention: boolean;
}

/** Functions of claims about what is shared and what fails. */
export const MACHINE_FUNCTIONS = [
  "contention",
  "used",
  "trains",
  "failures",
  "dalyShare",
  "impliedRestart",
] as const;

type Args = Parameters<ClaimFunction>[0];
type MachineFunction = (typeof MACHINE_FUNCTIONS)[number];

const ALL = "all";

/** What each means stands at `claimScope`. */
export function machineFigures(
  found: MachineFindings,
): readonly (readonly [MachineFunction, ClaimFunction])[] {
  return [
    ["contention", (args) => pureNumber(costShare(found, args))],
    ["used", (args) => pureNumber(usedShare(found, args))],
    ["trains", (args) => pureNumber(faultRunAt(found, args, "trains")?.trains ?? Number.NaN)],
    ["failures", (args) => pureNumber(faultRunAt(found, args, "failures")?.failures ?? Number.NaN)],
    ["dalyShare", (args) => pureNumber(dalyShare(args))],
    ["impliedRestart", impliedRestart],
  ];
}

function phasesAt({ contention, asksContention }: MachineFindings, args: Args, call: string) {
  const usage = `${call}("system", "workload", "part")`;
  const [system, workload, part] = [0, 1, 2].map((at) => textAt(args, at, usage));
  if (!asksContention) throw new FormulaError(`${call}(…) in a study without \`contention: true\``);
  const phases = contention?.filter((one) => one.system === system && one.workload === workload) ?? [];
  return { phases, part: part! };
}

function costShare(found: MachineFindings, args: Args): number {
  const { phases, part } = phasesAt(found, args, "contention");
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const costs = phases.map((phase) =>
    part === ALL
      ? phase.seconds - phase.freeSeconds
      : (phase.parts.find((one) => one.part === part)?.costSeconds ?? 0),
  );
  return costs.reduce((sum, cost) => sum + cost, 0) / seconds;
}

function usedShare(found: MachineFindings, args: Args): number {
  const { phases, part } = phasesAt(found, args, "used");
  if (phases.length === 0) return Number.NaN;
  return Math.max(
    0,
    ...phases.flatMap(({ parts }) => parts.filter((one) => one.part === part).map((one) => one.usedFraction)),
  );
}

function faultRunAt(
  { faultRuns, runs }: MachineFindings,
  args: Args,
  call: string,
): SavedFaultRun | undefined {
  const usage = `${call}("system", "workload", "run")`;
  const [system, workload, run] = [0, 1, 2].map((at) => textAt(args, at, usage));
  if (!runs.includes(run!)) throw unknownText("a run of the study's `faults`", run!, runs);
  return faultRuns?.find((one) => one.system === system && one.workload === workload && one.run === run);
}

const SECONDS = powersOfUnit("s");

function secondsAt(args: Args, at: number, usage: string): number {
  const amount = args[at];
  if (amount === undefined || typeof amount === "string")
    throw new FormulaError(`a call without times; it is used as ${usage}`);
  if (!samePowers(amount.powers, SECONDS))
    throw new FormulaError(`${describePowers(amount.powers)} where a time belongs; it is used as ${usage}`);
  return amount.value;
}

/** Share of the time that trains with the best interval between checkpoints. */
function dalyShare(args: Args): number {
  const usage = "dalyShare(mean time between failures, write, restart)";
  const [meanSeconds, writeSeconds, restartSeconds] = [0, 1, 2].map((at) => secondsAt(args, at, usage));
  const times = {
    meanSeconds: meanSeconds!,
    writeSeconds: writeSeconds!,
    restartSeconds: restartSeconds!,
  };
  return trainingShare(optimalIntervalSeconds(times), times);
}

/** Restart time at which a run trains for a share of the time; NaN where its checkpoints alone cost more. */
function impliedRestart(args: Args): Amount {
  const usage = "impliedRestart(mean time between failures, write, share that trains)";
  const share = args[2];
  if (share === undefined || typeof share === "string")
    throw new FormulaError(`a call without a share; it is used as ${usage}`);
  const times = { meanSeconds: secondsAt(args, 0, usage), writeSeconds: secondsAt(args, 1, usage) };
  return { value: impliedRestartSeconds(share.value, times) ?? Number.NaN, powers: SECONDS };
}
