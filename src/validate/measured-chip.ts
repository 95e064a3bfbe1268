import type { MeasuredChip, PredictionContext } from "./mapper.ts";
import type { VisibleFields } from "./measurement.ts";

/** Machines in which single chips were measured, by what records call the chip. */
const MACHINE_OF_CHIP: Readonly<Record<string, string>> = {
  Mk1: "c2-server",
  GC2: "c2-server",
  Mk2: "m2000",
  GC200: "m2000",
  Bow: "bow-2000",
  C600: "c600-card",
};

/** The chip a record was measured on; undefined where the record does not say, or says an unknown one. */
export async function measuredChip(
  { chip: name }: VisibleFields,
  context: PredictionContext,
): Promise<MeasuredChip | undefined> {
  const machine = name === undefined ? undefined : MACHINE_OF_CHIP[name];
  if (machine === undefined) return undefined;
  const arch = await context.arch(machine);
  return arch.chip.architecture === "tiled" ? { arch, chip: arch.chip } : undefined;
}
