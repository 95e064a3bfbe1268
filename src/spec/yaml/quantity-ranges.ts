import type { Dimension } from "../../units/dimension.ts";

/**
 * Amounts of each dimension, in base units, in which the laws mean something: from the least that is not none to the
 * most. Many decades beyond anything built on either side, and few enough that no product of a law's factors leaves
 * the range of a double. A quantity may have narrower bounds of its own.
 */
export const QUANTITY_RANGES: Readonly<Record<Dimension, { readonly least: number; readonly most: number }>> =
  {
    count: { least: 1e-6, most: 1e18 },
    share: { least: 1e-9, most: 1 },
    bytes: { least: 1 / 8, most: 1e21 },
    seconds: { least: 1e-15, most: 1e11 },
    hertz: { least: 1e3, most: 1e13 },
    bytesPerSecond: { least: 1, most: 1e18 },
    flops: { least: 1, most: 1e36 },
    flopsPerSecond: { least: 1, most: 1e24 },
    watts: { least: 1e-6, most: 1e12 },
    joules: { least: 1e-24, most: 1e24 },
    joulesPerFlop: { least: 1e-24, most: 1 },
    joulesPerByte: { least: 1e-24, most: 1 },
    dollars: { least: 1e-6, most: 1e15 },
    dollarsPerJoule: { least: 1e-15, most: 1 },
    dollarsPerSecond: { least: 1e-12, most: 1e6 },
    dollarsPerByte: { least: 1e-18, most: 1e3 },
    kilogramsPerJoule: { least: 1e-15, most: 1 },
    metres: { least: 1e-10, most: 1e3 },
    squareMetres: { least: 1e-16, most: 10 },
    perSquareMetre: { least: 1e-3, most: 1e18 },
    volts: { least: 1e-3, most: 1e3 },
    kilograms: { least: 1e-9, most: 1e12 },
    kilogramsPerByte: { least: 1e-18, most: 1e3 },
    wattsPerSquareMetre: { least: 1, most: 1e9 },
  };
