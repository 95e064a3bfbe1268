import { z } from "zod";
import { STATUSES } from "../yaml/provenance.ts";
import { quantity } from "../yaml/quantity.ts";

/** Seconds: no framework spends more on a single call. */
const LONGEST_OVERHEAD = 1;

/** Tasks that a chip without tiles names a software profile for. */
export const SOFTWARE_TASKS = ["training", "inference"] as const;
export type SoftwareTask = (typeof SOFTWARE_TASKS)[number];

/**
 * What a framework or library makes of a chip without tiles: overheads around its kernels, and which of them are fused.
 * IPU programs are compiled whole; what frameworks cost there is the plan choice `software`.
 */
export const softwareSpec = z.strictObject({
  kind: z.literal("software"),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  extends: z.string().optional(),
  notes: z.string().optional(),
  source: z.string().optional().describe("For the numbers of this file that give none"),
  status: z.enum(STATUSES).optional().describe("For the numbers of this file that give none"),
  launch: quantity("seconds", { max: LONGEST_OVERHEAD }).describe(
    "Issue of one kernel: none in a stream is shorter",
  ),
});

export type SoftwareSpec = z.output<typeof softwareSpec>;
