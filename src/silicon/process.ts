import type { ProcessSpec } from "../spec/kinds/process-spec.ts";

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

/** The spec of a process with units in its names. */
export function buildProcess(spec: ProcessSpec): Process {
  const { wafer, voltage } = spec;
  return {
    id: spec.id,
    name: spec.name,
    year: spec.year,
    transistorsPerSquareMetre: spec.logicDensity,
    sramCellSquareMetres: spec.sramCell,
    reticle: { widthMetres: spec.reticle.width, heightMetres: spec.reticle.height },
    wafer: { diameterMetres: wafer.diameter, edgeMetres: wafer.edgeExclusion, kerfMetres: wafer.kerf },
    waferPrices: wafer.prices
      .map(({ year, price }) => ({ year, dollars: price }))
      .toSorted((a, b) => a.year - b.year),
    waferKilograms: wafer.carbon,
    defectsPerSquareMetre: spec.defects.density,
    clustering: spec.defects.clustering,
    relativeEnergy: spec.energy,
    relativeSpeed: spec.speed,
    leakageWattsPerSquareMetre: spec.leakage,
    voltage: voltage && curveOf(voltage),
    maskDollars: spec.maskSet,
    designDollars: spec.design,
  };
}

function curveOf(voltage: NonNullable<ProcessSpec["voltage"]>): VoltageCurve {
  const { delay, energy } = voltage;
  return {
    nominalVolts: voltage.nominal,
    lowestVolts: voltage.lowest,
    highestVolts: voltage.highest,
    delay: [delay.constant, delay.linear, delay.square, delay.cubic],
    energy: [energy.constant, energy.linear, energy.square],
  };
}
