import { metricContext, type EvaluatedPlan } from "../result/metric-context.ts";
import { exactParameters } from "../workload/graph/parameters.ts";
import {
  CHECKPOINT_BYTES_PER_PARAMETER,
  CHIP_HOURS_PER_FAILURE,
  REPAIR_SECONDS,
  REPAIR_SHARE,
  RESTART_SECONDS,
} from "./failure-constants.ts";
import type { FaultyRun } from "./run-with-faults.ts";

/** What a user may know better; absent: what failure-constants.ts says, or what the machine's host connections carry. */
export interface FaultSettings {
  readonly seconds: number;
  readonly intervalSeconds?: number;
  /** Mean time between failures of one chip, all that stops the run charged to the chips. */
  readonly chipMeanSeconds?: number;
  readonly writeSeconds?: number;
  /** Whole, reading of the checkpoint included. */
  readonly restartSeconds?: number;
  readonly repairSeconds?: number;
  readonly spareMachines: number;
  readonly elastic: boolean;
}

export type AskedRun = Omit<FaultyRun, "intervalSeconds"> & { readonly intervalSeconds: number | undefined };

/**
 * Seconds that a checkpoint takes on its way to the hosts or back: all machines in use carry their part of the state,
 * however many replicas hold it. The storage behind them is taken to keep up.
 */
export function checkpointSeconds(parameters: number, machines: number, hostBytesPerSecond: number): number {
  return (parameters * CHECKPOINT_BYTES_PER_PARAMETER.value) / (machines * hostBytesPerSecond);
}

/** A training run of an evaluated plan on machines that fail. */
export function faultyRun(evaluation: EvaluatedPlan, settings: FaultSettings): AskedRun {
  const { arch, phases, workload } = evaluation;
  const { choice } = phases[0]!.plan;
  const { chipsUsed, seconds: stepSeconds } = metricContext(evaluation);
  const chips = arch.machine.chips;
  const machines = Math.ceil(chipsUsed / chips);
  const carried = checkpointSeconds(exactParameters(workload), machines, arch.machine.host.bytesPerSecond);
  const chipMeanSeconds = settings.chipMeanSeconds ?? CHIP_HOURS_PER_FAILURE.value * 3600;
  return {
    seconds: settings.seconds,
    stepSeconds,
    intervalSeconds: settings.intervalSeconds,
    writeSeconds: settings.writeSeconds ?? carried,
    restartSeconds: settings.restartSeconds ?? RESTART_SECONDS.value + carried,
    machines,
    failuresPerSecond: Math.min(chips, chipsUsed) / chipMeanSeconds,
    repairShare: REPAIR_SHARE.value,
    repairSeconds: settings.repairSeconds ?? REPAIR_SECONDS.value,
    spareMachines: settings.spareMachines,
    elastic: settings.elastic,
    replicas: choice.dataParallel,
    machinesPerReplica: machines / choice.dataParallel,
  };
}
