import { percent } from "../parts/figures.ts";
import { predictedRows, type ValidationRow } from "./validation-view.ts";

/** How the memory model fares with programs that are known to have run. */
export interface MemoryOfRuns {
  /** Predictions that planned the memory of a whole program. */
  readonly count: number;
  /** Of them, those whose fullest tile holds what the model puts there. */
  readonly fit: number;
  /** Share by which the fullest of all tiles is filled. */
  readonly fullest: number;
  /** Group of that record. */
  readonly fullestGroup: string;
}

/** Of the predicted runs on tiled chips: how many fit by the memory model. All of them did run. */
export function memoryOfRuns(rows: readonly ValidationRow[]): MemoryOfRuns | undefined {
  const fills = predictedRows(rows).flatMap(({ group, outcome: { breakdown } }) => {
    const { sramBytesPerTile: held, sramLimitBytesPerTile: limit } = breakdown;
    return held === undefined || limit === undefined ? [] : [{ group, share: held / limit }];
  });
  const [first, ...rest] = fills;
  if (first === undefined) return undefined;
  const fullest = rest.reduce((most, one) => (one.share > most.share ? one : most), first);
  return {
    count: fills.length,
    fit: fills.filter(({ share }) => share <= 1).length,
    fullest: fullest.share,
    fullestGroup: fullest.group,
  };
}

/** "All 157 runs fit …; the fullest tile of all is filled to 99.6 % (vendor-bert)." */
export function memoryOfRunsText({ count, fit, fullest, fullestGroup }: MemoryOfRuns): string {
  const share = fit === count ? `All ${count}` : `${fit} of ${count}`;
  return `${share} predicted runs on tiles fit their memory by the model; the fullest tile is filled to ${percent(fullest)} (${fullestGroup}).`;
}
