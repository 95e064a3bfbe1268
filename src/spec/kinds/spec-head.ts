import { z } from "zod";
import { STATUSES } from "../yaml/provenance.ts";

/** What a spec is called by: in other specs, on the command line and in saved results. */
export const specId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/)
  .describe("What it is called by elsewhere: lower-case letters, digits, dots and dashes, such as `my-chip`");

/** What people read in its place. */
export const specName = z.string().describe("What reports and tables call it");

export const specNotes = z
  .string()
  .optional()
  .describe("Anything worth knowing, in sentences; shown by `dse show`");

/** Keys that every spec has that others can extend. */
export const specHead = {
  id: specId,
  name: specName,
  aliases: z.array(z.string()).default([]).describe("Further names that it is found by"),
  extends: z
    .string()
    .optional()
    .describe("Id of a spec of the same kind: this one says only what differs; `key: null` takes a key away"),
  notes: specNotes,
  source: z.string().optional().describe("For the numbers of this file that give none"),
  status: z.enum(STATUSES).optional().describe("For the numbers of this file that give none"),
};
