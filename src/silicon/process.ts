/** Where the dies of a wafer may lie. Lengths in metres. */
export interface Wafer {
  readonly diameterMetres: number;
  readonly edgeMetres: number;
  readonly kerfMetres: number;
}

/** A polynomial of the supply voltage, constant term first. Only ratios of its values mean anything. */
export type VoltagePolynomial = readonly number[];

export interface VoltageCurve {
  readonly nominalVolts: number;
  readonly lowestVolts: number;
  readonly highestVolts: number;
  readonly delay: VoltagePolynomial;
  readonly energy: VoltagePolynomial;
}

/** A silicon process as the laws want it, in base units. */
export interface Process {
  readonly id: string;
  readonly name: string;
  readonly year: number;
  readonly transistorsPerSquareMetre: number;
  readonly sramCellSquareMetres: number;
  readonly reticle: { readonly widthMetres: number; readonly heightMetres: number };
  readonly wafer: Wafer;
  /** In ascending order of years, at least one. */
  readonly waferPrices: readonly { readonly year: number; readonly dollars: number }[];
  readonly waferKilograms: number;
  readonly defectsPerSquareMetre: number;
  readonly clustering: number;
  /** Of the same logic at nominal voltage, relative to N7. */
  readonly relativeEnergy: number;
  /** Of the same logic at the same power, relative to N7. */
  readonly relativeSpeed: number;
  readonly leakageWattsPerSquareMetre: { readonly logic: number; readonly sram: number };
  /** Undefined where no curve is known. */
  readonly voltage: VoltageCurve | undefined;
  readonly maskDollars: number | undefined;
  /** Non-recurring cost of one large chip, masks included. */
  readonly designDollars: number | undefined;
}
