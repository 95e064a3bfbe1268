/** Failures come independently, the next on average after `meanSeconds`, during checkpoints and restarts too. */
export interface CheckpointTimes {
  readonly meanSeconds: number;
  readonly writeSeconds: number;
  readonly restartSeconds: number;
}

/**
 * Time of training between two checkpoints that wastes least:
 *
 *   τ = √(2δM) · (1 + ⅓·√(δ/2M) + (1/9)·δ/2M) − δ   for δ < 2M, else τ = M
 *
 * δ write, M mean time between failures. Source: J. Daly, A higher order estimate of the optimum checkpoint interval
 * for restart dumps, FGCS 22 (2006), equation 37; its first factor alone is Young's (1974).
 */
export function optimalIntervalSeconds({
  meanSeconds,
  writeSeconds,
}: Omit<CheckpointTimes, "restartSeconds">): number {
  if (meanSeconds === Infinity) return Infinity;
  if (writeSeconds >= 2 * meanSeconds) return meanSeconds;
  const ratio = writeSeconds / (2 * meanSeconds);
  return Math.sqrt(2 * writeSeconds * meanSeconds) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - writeSeconds;
}

/**
 * Share of the time that trains, with checkpoints every τ:
 *
 *   share = τ / (M · e^(R/M) · (e^((τ+δ)/M) − 1))
 *
 * Source: Daly 2006, equation 20 (exponential failures, which may also strike while a checkpoint is written or read).
 */
export function trainingShare(
  intervalSeconds: number,
  { meanSeconds, writeSeconds, restartSeconds }: CheckpointTimes,
): number {
  if (meanSeconds === Infinity)
    return intervalSeconds === Infinity ? 1 : intervalSeconds / (intervalSeconds + writeSeconds);
  const attempt = Math.expm1((intervalSeconds + writeSeconds) / meanSeconds);
  return intervalSeconds / (meanSeconds * Math.exp(restartSeconds / meanSeconds) * attempt);
}

/**
 * Restart time at which a run with the best interval trains for a given share of the time: the law above for R.
 * Undefined where its checkpoints alone already cost more.
 */
export function impliedRestartSeconds(
  share: number,
  times: Omit<CheckpointTimes, "restartSeconds">,
): number | undefined {
  const best = trainingShare(optimalIntervalSeconds(times), { ...times, restartSeconds: 0 });
  return share > best ? undefined : times.meanSeconds * Math.log(best / share);
}
