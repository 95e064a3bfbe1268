import type { Arch } from "../../../arch/arch.ts";
import type { PredictionContext } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";

/** A machine holds so many GPUs; a system has whole machines. */
const MACHINE_GPUS = 8;

/**
 * Id of the GPU system a record was measured on. The record says the chip, how many, and what joins the machines: a
 * DGX's eight InfiniBand adapters where it does not say. Undefined for chips without a spec.
 */
export function gpuSystemId({ chip = "", system = "", devices }: VisibleFields): string | undefined {
  if (devices === undefined) return undefined;
  const gpus = Math.ceil(devices / MACHINE_GPUS) * MACHINE_GPUS;
  if (/^A100/.test(chip)) return `${/800 Gb\/s/.test(system) ? "a100-800g-gpus" : "a100-gpus"}${gpus}`;
  return /^H100/.test(chip) ? `h100-gpus${gpus}` : undefined;
}

/** What runs on GPUs trained with before attention was fused: a record that names no framework says nothing newer. */
const EAGER = "eager";

export async function gpuSystem(
  record: VisibleFields,
  context: PredictionContext,
): Promise<Arch | undefined> {
  const id = gpuSystemId(record);
  return id === undefined ? undefined : context.arch(id, { "chip.software.training": EAGER });
}
