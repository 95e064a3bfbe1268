import type { Process, VoltageCurve } from "../../silicon/process.ts";
import type { ProcessSpec } from "../kinds/process-spec.ts";

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
