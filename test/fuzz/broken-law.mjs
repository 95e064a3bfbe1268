/** Saved numbers have twelve digits. */
const ROUNDING = 1e-9;

const sumOf = (parts) => Object.values(parts).reduce((sum, part) => sum + part, 0);
const differ = (a, b) => Math.abs(a - b) > ROUNDING * Math.max(Math.abs(a), Math.abs(b));

/** The law that the figures of one evaluation break, in words; undefined where they break none. */
export function brokenLaw({ metrics, breakdown }) {
  const { mfu, hfu, stepTimeSeconds, averagePowerWatts } = metrics;
  if (mfu > hfu * (1 + ROUNDING)) return `MFU ${mfu} is above HFU ${hfu}`;
  if (hfu > 1 + ROUNDING) return `HFU is ${hfu}`;
  const seconds = sumOf(breakdown.timeSeconds);
  if (differ(seconds, stepTimeSeconds)) return `times add up to ${seconds}, a step takes ${stepTimeSeconds}`;
  const joules = sumOf(breakdown.energyJoules);
  if (differ(joules, averagePowerWatts * stepTimeSeconds))
    return `energies add up to ${joules} J, power times step is ${averagePowerWatts * stepTimeSeconds} J`;
  return undefined;
}

/**
 * The same plan on half of the replicas, each with twice the micro-batches: the same work on half of the chips, whose
 * memories hold the same. Undefined where replicas cannot be halved.
 */
export const onHalfTheChips = (choice) =>
  choice.dataParallel % 2 === 0
    ? { ...choice, dataParallel: choice.dataParallel / 2, microBatches: choice.microBatches * 2 }
    : undefined;

const spoken = ({ metrics, breakdown: { timeSeconds } }) =>
  (timeSeconds.tensorParallel + timeSeconds.pipelineCopy + timeSeconds.expertExchange) *
  (metrics.samplesPerSecond / metrics.chipsUsed);

/**
 * Twice the chips, whose memories hold the same, are at most twice as fast; where chips that speak to each other are
 * nearer than before, they may speak for less.
 */
export function brokenScaling(whole, half) {
  const ratio = whole.metrics.samplesPerSecond / half.metrics.samplesPerSecond;
  const nearer = spoken(whole) < spoken(half) * (1 - ROUNDING);
  return ratio > 2 * (1 + ROUNDING) && !nearer ? `twice the chips are ${ratio} times as fast` : undefined;
}

/** A chip with half as much SRAM again on every tile, and nothing else of it changed; undefined where it has no tiles. */
export const withMoreSram = (arch) =>
  arch.chip.architecture === "tiled"
    ? { ...arch, chip: { ...arch.chip, sramBytesPerTile: arch.chip.sramBytesPerTile * 1.5 } }
    : undefined;

/** What fits in less SRAM fits in more, and is no slower. */
export function brokenMonotony(less, more) {
  if (more.kind !== "evaluation") return "with more SRAM the same plan does not fit";
  const seconds = more.measured.metrics.stepTimeSeconds;
  return seconds > less.metrics.stepTimeSeconds * (1 + ROUNDING)
    ? `with more SRAM a step takes ${seconds} s, with less ${less.metrics.stepTimeSeconds}`
    : undefined;
}
