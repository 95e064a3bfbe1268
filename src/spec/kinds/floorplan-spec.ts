import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";

/** What of a die its other keys do not say. With `process` it lets the laws of silicon follow a change of the chip. */
export const floorplan = z
  .strictObject({
    columns: quantity("count", { min: 1, max: 1e4 }).describe("Columns of tiles of each die of a stack"),
    rows: quantity("count", { min: 1, max: 1e4 }).describe("Rows of tiles that are built in a column"),
    spareRows: quantity("count", { max: 1e4 }).describe("Rows of a column that may be defective"),
    lanesPerLink: quantity("count", { min: 1, max: 1024 }).describe("Serial lanes of one link to a chip"),
    hostLanes: quantity("count", { max: 1024 }).describe("Serial lanes to the host, of 16 GT/s"),
    capacitorWafer: z
      .boolean()
      .default(false)
      .describe("A wafer of deep-trench capacitors is bonded to the logic"),
    logicWafers: quantity("count", { min: 1, max: 16 })
      .default(1)
      .describe("Wafers of logic that are bonded to one stack; the floorplan is divided evenly over them"),
  })
  .describe("What is built beyond what is used, and what leaves the die");
