import type { RunKind } from "./run-kind.ts";

/** How far one prediction of a run is off, out of fold. */
export interface RunResidual {
  readonly kind: RunKind;
  readonly group: string;
  /** What is held out together: runs of one model on one chip, by one source. */
  readonly key: string;
  /** ln(predicted / measured). */
  readonly residual: number;
}

/** Share of the runs of a kind that lie within its band. */
export const BAND_SHARE = 0.9;
/**
 * A kind's own errors count against those of the wider kind around it as its families of runs count against so many:
 * the one that coverage of held-out records depends on least (1 to 8 are within a point of each other; assumed).
 */
const OUTER_FAMILIES = 2;

/** What kinds around a kind have in common with it, the widest first; each adds to the one before. */
const NARROWER: readonly (readonly (keyof RunKind)[])[] = [
  ["task", "phase"],
  ["models"],
  ["chips"],
  ["software"],
];

/**
 * The factor that nine of ten predictions of a kind are off by at most, up or down. Groups of records weigh alike,
 * however many records they have. A kind with few families of runs is drawn to the errors of the kinds around it.
 * Undefined where no run of the phase was measured.
 */
export function bandOf(kind: RunKind, runs: readonly RunResidual[]): number | undefined {
  let own = runs;
  let band: number | undefined;
  for (const fields of NARROWER) {
    own = own.filter((run) => fields.every((field) => run.kind[field] === kind[field]));
    if (own.length === 0) break;
    const families = new Set(own.map(({ key }) => key)).size;
    const share = band === undefined ? 1 : families / (families + OUTER_FAMILIES);
    band = share * sizeWithin(own) + (1 - share) * (band ?? 0);
  }
  return band === undefined ? undefined : Math.exp(band);
}

/** The least |residual| that holds for the share of the band, each group of the same weight. */
function sizeWithin(runs: readonly RunResidual[]): number {
  const counts = new Map<string, number>();
  for (const { group } of runs) counts.set(group, (counts.get(group) ?? 0) + 1);
  const ordered = runs
    .map(({ group, residual }) => ({ size: Math.abs(residual), weight: 1 / (counts.get(group) ?? 1) }))
    .sort((a, b) => a.size - b.size);
  let within = 0;
  for (const { size, weight } of ordered) {
    within += weight;
    if (within >= (1 - ROUNDING) * BAND_SHARE * counts.size) return size;
  }
  return ordered.at(-1)?.size ?? 0;
}

const ROUNDING = 1e-12;

/** Share of the runs that lie within the band that their kind has without the runs held out with them. */
export function heldOutCoverage(all: readonly RunResidual[]): number {
  // In order of their sizes, which every band sorts again: that costs nothing then.
  const runs = all.toSorted((a, b) => Math.abs(a.residual) - Math.abs(b.residual));
  const within = [...new Set(runs.map(({ key }) => key))].map((held) => {
    const others = runs.filter(({ key }) => key !== held);
    const bands = new Map<string, number>();
    return runs
      .filter(({ key }) => key === held)
      .filter(({ kind, residual }) => {
        const name = JSON.stringify(kind);
        const band = bands.get(name) ?? bandOf(kind, others) ?? Infinity;
        bands.set(name, band);
        return Math.abs(residual) <= Math.log(band);
      }).length;
  });
  return within.reduce((sum, count) => sum + count, 0) / runs.length;
}
