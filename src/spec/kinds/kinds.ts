import type { z } from "zod";
import { chipSpec, machineSpec, systemSpec } from "./arch-spec.ts";
import { processSpec } from "./process-spec.ts";
import { softwareSpec } from "./software-spec.ts";
import { studySpec } from "./study-spec.ts";
import { workloadSpec } from "./workload-spec.ts";

/** The schema of every kind of spec. */
export const SPEC_SCHEMAS = {
  chip: chipSpec,
  machine: machineSpec,
  system: systemSpec,
  process: processSpec,
  software: softwareSpec,
  workload: workloadSpec,
  study: studySpec,
} as const satisfies Record<string, z.ZodType>;

export type SpecKind = keyof typeof SPEC_SCHEMAS;

export const SPEC_KINDS = Object.keys(SPEC_SCHEMAS) as readonly SpecKind[];

export function isSpecKind(text: string | undefined): text is SpecKind {
  return text !== undefined && Object.hasOwn(SPEC_SCHEMAS, text);
}
