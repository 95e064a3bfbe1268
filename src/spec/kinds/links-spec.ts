import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";

/** Seconds: what is fixed about an operation is short beside a run. */
export const LONGEST_LATENCY = 60;

/** One link kind between chips. Rates are per direction. */
export const links = z.strictObject({
  count: quantity("count", { max: 1e4 }).describe("Links a chip has to other chips"),
  bandwidth: quantity("bytesPerSecond", { positive: true }).describe("Raw rate of one link in one direction"),
  efficiency: quantity("share", { positive: true }).describe("Usable share of the raw rate"),
  latency: quantity("seconds", { max: LONGEST_LATENCY }).describe(
    "Fixed cost of one inter-chip exchange phase",
  ),
});

/** What a chip draws. */
export const chipPower = z.strictObject({
  idle: quantity("watts").describe("What it draws while it does nothing"),
  cap: quantity("watts").optional().describe("Above this the clock slows down"),
  relativeVoltage: quantity("share", { min: 0.1, max: 10 })
    .describe("Supply voltage relative to Mk2")
    .optional(),
  sramEnergy: quantity("joulesPerByte").describe("A byte moved between tile SRAM and the tile's datapath"),
  exchangeEnergy: quantity("joulesPerByte").describe("A byte moved between two tiles"),
  linkEnergy: quantity("joulesPerByte").describe("A byte moved to another chip"),
  vectorEnergy: quantity("joulesPerFlop").describe("One elementwise FLOP"),
});

/** Chips along one axis of a grid of links. */
export const wiringAxis = z.strictObject({
  chips: quantity("count", { min: 1, max: 1e6 })
    .optional()
    .describe("Chips along it; default: the axes without a number share what is left"),
  links: quantity("count", { min: 1, max: 1e4 }).describe("Links between two neighbours along it"),
  closedFrom: quantity("count", { min: 2, max: 1e9 })
    .optional()
    .describe("Chips of a link domain from which on its ends are joined: a torus; default: never"),
});
