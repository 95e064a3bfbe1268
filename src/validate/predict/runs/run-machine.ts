import type { VisibleFields } from "../../measurement.ts";

/** One machine. */
const SMALLEST_POD = 4;

/**
 * Id of the pod a run was measured on: the chip says which generation, the system's name how many chips it has (a run
 * may use fewer; pods are powers of two). A pod of unknown generation is taken for the first one that pods had (Mk2). Undefined where the
 * record names no pod.
 */
export function podOf({ chip, system = "", ipus }: VisibleFields): string | undefined {
  const size = /pod[^0-9]{0,2}(\d+)/i.exec(system)?.[1];
  const used = size === undefined ? ipus : Number(size);
  if (used === undefined || !(used > 0)) return undefined;
  const chips = Math.max(SMALLEST_POD, 2 ** Math.ceil(Math.log2(used)));
  const generation = chip ?? (/bow/i.test(system) ? "Bow" : "Mk2");
  if (generation === "Bow") return `bow-pod${chips}`;
  return generation === "Mk2" || generation === "GC200" ? `mk2-pod${chips}` : undefined;
}
