import { z } from "zod";
import { specHead } from "./spec-head.ts";
import { quantity } from "../yaml/quantity.ts";

/** Any number: coefficients of a fit are of either sign. */
const coefficient = quantity("count", { fractional: true, min: -Infinity });

const POWER = { cubic: "volts cubed", square: "volts squared", linear: "volts", constant: "one" };

/** Coefficients of a polynomial of the supply, by name. */
const polynomial = <P extends keyof typeof POWER>(...powers: readonly P[]): Record<P, typeof coefficient> =>
  Object.fromEntries(
    powers.map((power) => [power, coefficient.describe(`Coefficient of ${POWER[power]}`)]),
  ) as Record<P, typeof coefficient>;

/**
 * A silicon process: what a square millimetre of it holds, costs, yields, draws and emits. Blocks, dies and chips are
 * priced by the laws of `silicon/` on these numbers.
 */
export const processSpec = z.strictObject({
  kind: z.literal("process").describe("The kind of spec that this file is"),
  ...specHead,
  foundry: z.string().describe("Who makes it"),
  year: z.number().int().describe("First year of volume production"),
  logicDensity: quantity("perSquareMetre", { positive: true }).describe(
    "Transistors of dense logic on a finished die",
  ),
  sramCell: quantity("squareMetres", { positive: true }).describe("High-density six-transistor bit cell"),
  reticle: z
    .strictObject({
      width: quantity("metres", { positive: true }).describe("Width of the largest field"),
      height: quantity("metres", { positive: true }).describe("Height of the largest field"),
    })
    .describe("The largest field that is exposed at once: no die is larger"),
  wafer: z
    .strictObject({
      diameter: quantity("metres", { positive: true }).describe("Diameter of a wafer"),
      edgeExclusion: quantity("metres").describe("Ring at the rim that holds no dies"),
      kerf: quantity("metres").describe("Saw street between two dies"),
      prices: z
        .array(
          z.strictObject({
            year: z.number().int().describe("Year of the price"),
            price: quantity("dollars", { positive: true }).describe("Of one processed wafer in that year"),
          }),
        )
        .min(1)
        .describe("Of one processed wafer by year; between two years on a line"),
      carbon: quantity("kilograms").describe("CO2e of making one wafer"),
    })
    .describe("Wafers that it is made on"),
  defects: z
    .strictObject({
      density: quantity("perSquareMetre").describe("Killing defects on an area of the wafer"),
      clustering: quantity("count", { fractional: true, min: 1 }).describe(
        "Alpha of the negative binomial: small is clustered, infinite is Poisson",
      ),
    })
    .describe("What makes dies fail"),
  energy: quantity("count", { fractional: true, positive: true }).describe(
    "Of the same logic relative to N7: at its speed where the process is faster, at nominal voltage where it is slower",
  ),
  speed: quantity("count", { fractional: true, positive: true }).describe(
    "Of the same logic at the same power, relative to N7",
  ),
  leakage: z
    .strictObject({
      logic: quantity("wattsPerSquareMetre").describe("Of powered logic when hot, at nominal voltage"),
      sram: quantity("wattsPerSquareMetre").describe("Of SRAM arrays when hot, at nominal voltage"),
    })
    .describe("What a powered area draws that does nothing"),
  voltage: z
    .strictObject({
      nominal: quantity("volts", { positive: true }).describe(
        "Supply at which density, energy and speed are told",
      ),
      lowest: quantity("volts", { positive: true }).describe("Lowest supply at which the fit holds"),
      highest: quantity("volts", { positive: true }).describe("Highest supply that it stands"),
      delay: z
        .strictObject(polynomial("cubic", "square", "linear", "constant"))
        .describe("Delay of a gate by volts, in units of its own: only ratios count"),
      energy: z
        .strictObject(polynomial("square", "linear", "constant"))
        .describe("Energy of a transition by volts, in units of its own: only ratios count"),
    })
    .optional()
    .describe("How clock and energy follow the supply; absent where no fit is known"),
  maskSet: quantity("dollars").optional().describe("One set of masks; absent: not known"),
  design: quantity("dollars").optional().describe("Non-recurring cost of one large chip, masks included"),
});

export type ProcessSpec = z.output<typeof processSpec>;
