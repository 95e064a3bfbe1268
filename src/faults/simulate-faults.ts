import { optimalIntervalSeconds, trainingShare } from "./checkpoint-laws.ts";
import { runWithFaults, type FaultAccount, type FaultyRun } from "./run-with-faults.ts";

/** Runs of the same length with failures drawn anew. */
const RUNS = 200;

export interface FaultForecast {
  readonly run: FaultyRun;
  /** Mean time between failures of the whole run. */
  readonly meanSeconds: number;
  /** The interval that Daly's law finds best. */
  readonly optimalIntervalSeconds: number;
  /** Share of the time that trains by the law, which knows no repair and no spares. */
  readonly lawShare: number;
  /** Means over all runs. */
  readonly account: FaultAccount;
  /** Share of the time that trains: mean and spread over the runs. */
  readonly goodput: { readonly mean: number; readonly p10: number; readonly p90: number };
}

/** `intervalSeconds` undefined: the optimal one. */
export function simulateFaults(
  asked: Omit<FaultyRun, "intervalSeconds"> & { readonly intervalSeconds: number | undefined },
  seed: number,
  runs = RUNS,
): FaultForecast {
  const perSecond = asked.failuresPerSecond * asked.machines;
  const meanSeconds = perSecond > 0 ? 1 / perSecond : Infinity;
  const optimum = Math.min(asked.seconds, optimalIntervalSeconds({ ...asked, meanSeconds }));
  const run: FaultyRun = { ...asked, intervalSeconds: asked.intervalSeconds ?? optimum };
  const accounts = Array.from({ length: runs }, (_, at) => runWithFaults(run, seed * runs + at));
  const shares = accounts.map(({ trainedSeconds }) => trainedSeconds / run.seconds).sort((a, b) => a - b);
  return {
    run,
    meanSeconds,
    optimalIntervalSeconds: optimum,
    lawShare: trainingShare(run.intervalSeconds, { ...run, meanSeconds }),
    account: meanAccount(accounts),
    goodput: {
      mean: shares.reduce((sum, share) => sum + share, 0) / runs,
      p10: shares[Math.floor(0.1 * runs)]!,
      p90: shares[Math.floor(0.9 * runs)]!,
    },
  };
}

function meanAccount(accounts: readonly FaultAccount[]): FaultAccount {
  const keys = Object.keys(accounts[0]!) as (keyof FaultAccount)[];
  return Object.fromEntries(
    keys.map((key) => [key, accounts.reduce((sum, account) => sum + account[key], 0) / accounts.length]),
  ) as unknown as FaultAccount;
}
