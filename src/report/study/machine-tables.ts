import type { SavedContention, SavedFaultRun, SavedResults } from "../../result/saved/result.ts";
import { figure, percent } from "../parts/figures.ts";
import { nameOf } from "./reading.ts";

/** A table of plain texts, for every kind of page. */
export interface MachineTable {
  readonly title: string;
  readonly note: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns from the left that hold texts, not figures. */
  readonly texts: number;
}

/** What sharing costs and what failures take, where the study asks for it. */
export function machineTables(results: SavedResults): readonly MachineTable[] {
  const { contention, faultRuns } = results;
  return [
    ...(contention === undefined ? [] : [contentionTable(results, contention)]),
    ...(faultRuns === undefined ? [] : [faultTable(results, faultRuns)]),
  ];
}

function contentionTable(results: SavedResults, found: readonly SavedContention[]): MachineTable {
  return {
    title: "What is shared",
    note: "Each plan simulated with all links, gateways, memories and hosts shared, and again with each kind unlimited. Used: of the rate of the fullest, over the whole step.",
    header: ["Machine", "Workload", "Shared", "Fullest", "Used", "Sharing costs", "Of the step"],
    rows: found.flatMap((one) =>
      one.parts.map(({ part, fullest, alike, usedFraction, costSeconds }) => [
        nameOf(results, one.system),
        `${workloadName(results, one.workload)}${one.phase === "training" ? "" : `, ${one.phase}`}`,
        part,
        alike > 1 ? `${fullest}, and ${alike - 1} alike` : fullest,
        percent(usedFraction),
        costSeconds > ROUNDING * one.seconds ? figure(costSeconds, "s") : "nothing",
        costSeconds > ROUNDING * one.seconds ? percent(costSeconds / one.seconds) : "",
      ]),
    ),
    texts: 4,
  };
}

/** A cost below this share of the step is rounding. */
const ROUNDING = 1e-6;

function faultTable(results: SavedResults, runs: readonly SavedFaultRun[]): MachineTable {
  return {
    title: "What failures take",
    note: "Shares of the time of a run on machines that fail: means of 20 runs. Law: Daly's, which knows no repair and no missing replicas.",
    header: [
      "Machine",
      "Workload",
      "Run",
      "Trains",
      "Law",
      "Again",
      "Writes",
      "Restarts",
      "Waits",
      "Misses",
      "Failures",
      "Checkpoint every",
      "written in",
      "restart",
    ],
    rows: runs.map((run) => [
      nameOf(results, run.system),
      workloadName(results, run.workload),
      run.run,
      ...[run.trains, run.lawTrains, run.repeats, run.writes, run.restarts, run.waits, run.misses].map(
        (share) => percent(share),
      ),
      figure(run.failures, ""),
      ...[run.intervalSeconds, run.writeSeconds, run.restartSeconds].map((seconds) => figure(seconds, "s")),
    ]),
    texts: 3,
  };
}

const workloadName = ({ workloads }: SavedResults, id: string): string =>
  workloads.find((one) => one.id === id)?.name ?? id;
