import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";
import { ARITHMETIC, ARITHMETICS } from "./arithmetics.ts";
import { links, LONGEST_LATENCY } from "./links-spec.ts";
import { chipMemories } from "./memory-spec.ts";
import { specHead } from "./spec-head.ts";

/** A chip described by peak rates and memory bandwidth alone (GPU, TPU): no tiles. */
export const rooflineChip = z.strictObject({
  ...specHead,
  kind: z.literal("chip").describe("The kind of spec that this file is"),
  architecture: z
    .literal("roofline")
    .describe(
      "tiled: tiles with private SRAM, run in supersteps (IPU); roofline: peak rates and one memory (GPU, TPU)",
    ),
  year: z.number().int().optional().describe("Year in which it came out"),
  arithmetic: z
    .partialRecord(
      z.enum(ARITHMETICS),
      z.strictObject({
        peak: quantity("flopsPerSecond", { positive: true }).describe(
          "Peak rate of dense products in this format",
        ),
        energy: quantity("joulesPerFlop").describe("Dynamic energy at full rate, without idle power"),
        efficiency: quantity("share", { positive: true })
          .default(1)
          .describe("Share of matmulEfficiency that products in this format reach"),
      }),
    )
    .describe(ARITHMETIC),
  vectorPeak: quantity("flopsPerSecond", { positive: true }).describe("Elementwise FLOPs per second"),
  memory: z
    .strictObject({
      capacity: quantity("bytes", { positive: true }).describe("Size of the memory of one chip"),
      bandwidth: quantity("bytesPerSecond", { positive: true }).describe(
        "Peak rate of the memory of one chip",
      ),
      efficiency: quantity("share", { positive: true }).describe("Attainable share of the memory bandwidth"),
      energy: quantity("joulesPerByte").describe("A byte moved between the memory and the chip"),
      price: quantity("dollarsPerByte")
        .optional()
        .describe("Of the memory by itself; for claims, not for costs"),
    })
    .describe("The memory that the chip computes from"),
  memories: chipMemories,
  matmulEfficiency: quantity("share", { positive: true }).describe(
    "Share of peak that a large matmul reaches",
  ),
  matmulHalfSize: quantity("count", { fractional: true, max: 1e9 }).describe(
    "Smallest matmul dimension at which half of that share is reached",
  ),
  sustainedMatmul: quantity("share", { positive: true })
    .default(1)
    .describe("Share of the rate of a matmul alone that the power cap leaves in a long program"),
  software: z
    .strictObject({
      training: z.string().describe("Profile that trains, such as `megatron`"),
      inference: z.string().describe("Profile that infers, such as `tensorrt-llm`"),
    })
    .describe("Ids of the software profiles that run on it, by task"),
  kernelRamp: quantity("seconds", { max: LONGEST_LATENCY })
    .default(0)
    .describe("Start and drain of one kernel on the chip"),
  links: links.describe("Links of a chip to other chips"),
  smallMessages: z
    .strictObject({
      bandwidth: quantity("bytesPerSecond", { positive: true }).describe(
        "Peak rate of the memory of one chip",
      ),
      latency: quantity("seconds", { max: LONGEST_LATENCY }).describe("Fixed cost of one small collective"),
    })
    .optional()
    .describe("Protocol of small collectives between the chips of a machine; default: as large ones"),
  torus: z
    .strictObject({
      dimensions: quantity("count", { min: 1, max: 6 }).describe("Two links a chip in each"),
      ring: quantity("count", { min: 2, max: 1e4 }).describe("Shortest side that closes into a ring"),
    })
    .optional()
    .describe("Neighbours that the links join; absent: they meet in switches"),
  power: z
    .strictObject({
      idle: quantity("watts").describe("What a chip draws that does nothing"),
      cap: quantity("watts").describe("Above this the clock slows down"),
      linkEnergy: quantity("joulesPerByte").describe("A byte moved to another chip"),
    })
    .describe("What a chip draws, and for what"),
  price: quantity("dollars").optional().describe("Price as bought; absent: not known"),
});
