import { z } from "zod";
import { specHead } from "./spec-head.ts";
import { quantity } from "../yaml/quantity.ts";

/** Seconds: no framework spends more on a single call. */
const LONGEST_OVERHEAD = 1;

/** Tasks that a chip without tiles names a software profile for. */
export const SOFTWARE_TASKS = ["training", "inference"] as const;
export type SoftwareTask = (typeof SOFTWARE_TASKS)[number];

/**
 * attention: softmax(Q·Kᵀ)·V is one kernel, its scores are not kept, masked halves skipped; residual: sums join the norm
 * that follows; rotary: positions join attention; activation: activations join the product before; gate: up and gate are
 * one product.
 */
export const FUSIONS = ["attention", "residual", "rotary", "activation", "gate"] as const;
export type Fusion = (typeof FUSIONS)[number];

/**
 * What a framework can do beside dividing products by heads and columns when it infers on many chips. planar: weights
 * are divided along both sides over a torus; samples: chips that share a key/value head divide the samples among them.
 * Source: Pope 2022, arXiv:2211.05102, §3.2-3.3.
 */
export const LAYOUTS = ["planar", "samples"] as const;
export type Layout = (typeof LAYOUTS)[number];

/**
 * What a framework or library makes of a chip without tiles: overheads around its kernels, and which of them are fused.
 * IPU programs are compiled whole; what frameworks cost there is the plan choice `software`.
 */
export const softwareSpec = z.strictObject({
  kind: z.literal("software").describe("The kind of spec that this file is"),
  ...specHead,
  launch: quantity("seconds", { max: LONGEST_OVERHEAD }).describe(
    "Issue of one kernel: none in a stream is shorter",
  ),
  gap: quantity("seconds", { max: LONGEST_OVERHEAD })
    .default(0)
    .describe("Between a kernel and the next in a stream, beside the start and drain of the chip"),
  pass: quantity("seconds", { max: LONGEST_OVERHEAD })
    .default(0)
    .describe("Inference: what lies between two forward passes (sampling, scheduling, the host's turn)"),
  fuses: z
    .array(z.enum(FUSIONS))
    .default([])
    .describe("Operators that have no kernel of their own, or leave nothing in memory"),
  layouts: z
    .array(z.enum(LAYOUTS))
    .default([])
    .describe(
      "Inference: how products are divided over chips beside by heads and columns, where it is faster",
    ),
  attentionEfficiency: quantity("share", { positive: true })
    .default(1)
    .describe("Of a fused attention core, relative to a product's share of the peak"),
  directSums: quantity("share", { positive: true })
    .optional()
    .describe(
      "Sums over the chips of a machine by kernels that read each other's memory: share of the links' rate, at the latency of small messages; absent: the library's protocols",
    ),
  headRate: quantity("bytesPerSecond", { positive: true })
    .optional()
    .describe(
      "At which one head of a sample takes in its keys and values; absent: all of the chip shares in it",
    ),
  headReads: z
    .strictObject({
      rate: quantity("bytesPerSecond", { positive: true }).describe(
        "At which all query heads together take them in, out of the cache of the chip",
      ),
      shared: z
        .number()
        .int()
        .min(2)
        .describe("Query heads to a key/value head of which kernels read them once for all"),
    })
    .optional()
    .describe(
      "Decode: each query head reads keys and values for itself, but where so many share them; absent: heads that share them read them once",
    ),
});

export type SoftwareSpec = z.output<typeof softwareSpec>;
