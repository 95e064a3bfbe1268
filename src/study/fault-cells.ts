import { faultyRun, type FaultSettings } from "../faults/faulty-run.ts";
import { simulateFaults } from "../faults/simulate-faults.ts";
import type { SavedFaultRun } from "../result/saved/result.ts";
import type { FaultRunSpec, StudySpec } from "../spec/kinds/study-spec.ts";
import type { Cell } from "./reading.ts";

/** Fewer than `dse simulate` makes: of thousands of failures a run, means of 20 runs are known to a thousandth. */
const RUNS = 20;

/** Long runs of each training plan of a study on machines that fail. */
export function faultCells(study: StudySpec, cells: readonly Cell[]): readonly SavedFaultRun[] {
  return cells.flatMap((cell) =>
    Object.entries(study.faults ?? {}).flatMap(([name, spec]) => faultCell(cell, name, spec)),
  );
}

function faultCell(
  { system, workload, answer }: Cell,
  name: string,
  spec: FaultRunSpec,
): readonly SavedFaultRun[] {
  if (answer.kind === "misfit" || workload.loaded.spec.task.kind === "inference") return [];
  const evaluation = answer.event ?? answer.analytic;
  const { run, account, goodput, meanSeconds, lawShare } = simulateFaults(
    faultyRun(evaluation, settingsOf(spec)),
    0,
    RUNS,
  );
  return [
    {
      ...{ system: system.id, workload: workload.id, run: name, seconds: run.seconds },
      trains: goodput.mean,
      lawTrains: lawShare,
      repeats: account.repeatedSeconds / run.seconds,
      writes: account.writingSeconds / run.seconds,
      restarts: account.restartingSeconds / run.seconds,
      waits: account.waitingSeconds / run.seconds,
      misses: account.missingSeconds / run.seconds,
      failures: account.failures,
      meanSeconds,
      intervalSeconds: run.intervalSeconds,
      writeSeconds: run.writeSeconds,
      restartSeconds: run.restartSeconds,
      spareMachines: run.spareMachines,
      elastic: run.elastic,
    },
  ];
}

function settingsOf(spec: FaultRunSpec): FaultSettings {
  const { chipMeanTime, checkpointEvery, checkpointWrite, restart, repair } = spec;
  return {
    seconds: spec.time,
    ...(chipMeanTime !== undefined && { chipMeanSeconds: chipMeanTime }),
    ...(checkpointEvery !== undefined && { intervalSeconds: checkpointEvery }),
    ...(checkpointWrite !== undefined && { writeSeconds: checkpointWrite }),
    ...(restart !== undefined && { restartSeconds: restart }),
    ...(repair !== undefined && { repairSeconds: repair }),
    spareMachines: spec.spareMachines,
    elastic: spec.elastic,
  };
}
