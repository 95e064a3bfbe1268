import type { Arch, ArchSilicon } from "../arch/arch.ts";

/** A figure of a system's chip by the laws of silicon, whether it can be built or not. */
interface DieProperty {
  readonly unit: string;
  readonly of: (arch: Arch) => number;
}

const die = (unit: string, read: (silicon: ArchSilicon) => number): DieProperty => ({
  unit,
  of: ({ silicon }) => (silicon === undefined ? Number.NaN : read(silicon)),
});

/** What claims may ask of a chip's silicon: `system("bow-pod64", "dieSquareMetres")`; NaN where no law knows its die. */
export const DIE_PROPERTIES = {
  dieSquareMetres: die("m^2", ({ dieSquareMetres }) => dieSquareMetres),
  footprintSquareMetres: die("m^2", ({ footprintSquareMetres }) => footprintSquareMetres),
  reticleSquareMetres: die("m^2", ({ reticleSquareMetres }) => reticleSquareMetres),
  lawSquareMetres: die("m^2", ({ lawSquareMetres }) => lawSquareMetres),
  memoryEdgeMetres: die("m", ({ memoryEdgeMetres }) => memoryEdgeMetres),
  freeEdgeMetres: die("m", ({ freeEdgeMetres }) => freeEdgeMetres),
  dieYieldFraction: die("", ({ yieldFraction }) => yieldFraction),
  dieDollars: die("USD", ({ goodDieDollars }) => goodDieDollars),
  chipDollars: die("USD", ({ packageDollars, designShareDollars }) => packageDollars + designShareDollars),
  embodiedKilogramsPerChip: die("kg", ({ embodiedKilograms }) => embodiedKilograms),
  designDollars: die("USD", ({ designDollars }) => designDollars),
  coolableWatts: die("W", ({ coolableWatts }) => coolableWatts),
  supplyVolts: die("V", ({ supplyVolts }) => supplyVolts),
  highestHertz: die("Hz", ({ highestHertz }) => highestHertz),
} as const satisfies Readonly<Record<string, DieProperty>>;
