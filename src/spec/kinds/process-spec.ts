import { z } from "zod";
import { STATUSES } from "../yaml/provenance.ts";
import { quantity } from "../yaml/quantity.ts";

/** Any number: coefficients of a fit are of either sign. */
const coefficient = quantity("count", { fractional: true, min: -Infinity });

/**
 * A silicon process: what a square millimetre of it holds, costs, yields, draws and emits. Blocks, dies and chips are
 * priced by the laws of `silicon/` on these numbers.
 */
export const processSpec = z.strictObject({
  kind: z.literal("process"),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  extends: z.string().optional(),
  notes: z.string().optional(),
  source: z.string().optional().describe("For the numbers of this file that give none"),
  status: z.enum(STATUSES).optional().describe("For the numbers of this file that give none"),
  foundry: z.string(),
  year: z.number().int().describe("First year of volume production"),
  logicDensity: quantity("perSquareMetre", { positive: true }).describe(
    "Transistors of dense logic on a finished die",
  ),
  sramCell: quantity("squareMetres", { positive: true }).describe("High-density six-transistor bit cell"),
  reticle: z.strictObject({
    width: quantity("metres", { positive: true }),
    height: quantity("metres", { positive: true }),
  }),
  wafer: z.strictObject({
    diameter: quantity("metres", { positive: true }),
    edgeExclusion: quantity("metres").describe("Ring at the rim that holds no dies"),
    kerf: quantity("metres").describe("Saw street between two dies"),
    prices: z
      .array(z.strictObject({ year: z.number().int(), price: quantity("dollars", { positive: true }) }))
      .min(1)
      .describe("Of one processed wafer by year; between two years on a line"),
    carbon: quantity("kilograms").describe("CO2e of making one wafer"),
  }),
  defects: z.strictObject({
    density: quantity("perSquareMetre"),
    clustering: quantity("count", { fractional: true, min: 1 }).describe(
      "Alpha of the negative binomial: small is clustered, infinite is Poisson",
    ),
  }),
  energy: quantity("count", { fractional: true, positive: true }).describe(
    "Of the same logic relative to N7: at its speed where the process is faster, at nominal voltage where it is slower",
  ),
  speed: quantity("count", { fractional: true, positive: true }).describe(
    "Of the same logic at the same power, relative to N7",
  ),
  leakage: z.strictObject({
    logic: quantity("wattsPerSquareMetre").describe("Of powered logic when hot, at nominal voltage"),
    sram: quantity("wattsPerSquareMetre").describe("Of SRAM arrays when hot, at nominal voltage"),
  }),
  voltage: z
    .strictObject({
      nominal: quantity("volts", { positive: true }),
      lowest: quantity("volts", { positive: true }),
      highest: quantity("volts", { positive: true }),
      delay: z
        .strictObject({ cubic: coefficient, square: coefficient, linear: coefficient, constant: coefficient })
        .describe("Delay of a gate by volts, in units of its own: only ratios count"),
      energy: z
        .strictObject({ square: coefficient, linear: coefficient, constant: coefficient })
        .describe("Energy of a transition by volts, in units of its own: only ratios count"),
    })
    .optional()
    .describe("How clock and energy follow the supply; absent where no fit is known"),
  maskSet: quantity("dollars").optional(),
  design: quantity("dollars").optional().describe("Non-recurring cost of one large chip, masks included"),
});

export type ProcessSpec = z.output<typeof processSpec>;
