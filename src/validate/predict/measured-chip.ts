import type { MeasuredChip, PredictionContext } from "./mapper.ts";
import type { VisibleFields } from "../measurement.ts";

/** Machines in which single chips were measured, by what records call the chip ("Mk2", "GC200 (Mk2)", "Bow IPU"). */
const MACHINE_OF_CHIP: readonly (readonly [RegExp, string])[] = [
  [/\bbow\b/i, "bow-2000"],
  [/\bc600\b/i, "c600-card"],
  [/\b(gc200|mk ?2)\b/i, "m2000"],
  [/\b(gc2|mk ?1)\b/i, "c2-server"],
];

/** The machine in which a chip of that name is shipped; undefined for a name that is none of an IPU's. */
export function machineOfChip(name: string): string | undefined {
  return MACHINE_OF_CHIP.find(([called]) => called.test(name))?.[1];
}

/** The chip a record was measured on; undefined where the record does not say, or says an unknown one. */
export async function measuredChip(
  { chip: name }: VisibleFields,
  context: PredictionContext,
): Promise<MeasuredChip | undefined> {
  const machine = machineOfChip(name ?? "");
  if (machine === undefined) return undefined;
  const arch = await context.arch(machine);
  return arch.chip.architecture === "tiled" ? { arch, chip: arch.chip } : undefined;
}
