import type { Chip } from "../../arch/arch.ts";
import type { TaskSpec } from "../../spec/kinds/workload-spec.ts";

type Optimizer = Extract<TaskSpec, { optimizer: unknown }>["optimizer"];

/** Bytes per parameter that training keeps, by part. */
export interface StateBytes {
  readonly weight: number;
  readonly gradient: number;
  readonly optimizer: number;
}

/**
 * Optimizer bytes per parameter on a chip that rounds stochastically in hardware (IPU): no fp32 master copy; first
 * moment in fp16, second in fp32 (enable_half_first_order_momentum in the vendor's ipu_config). Sums to the 8-10
 * bytes per parameter of workloads.md §5. Status: assumed.
 */
const STOCHASTIC: Readonly<Record<Optimizer, number>> = {
  adam: 6,
  adamw: 6,
  lamb: 6,
  "sgd-momentum": 2,
  lars: 2,
  adafactor: 0.01,
};

/** With an fp32 master copy: ZeRO's K (Rajbhandari 2019): 4 master + 4 + 4 moments. Status: published. */
const MASTERED: Readonly<Record<Optimizer, number>> = {
  adam: 12,
  adamw: 12,
  lamb: 12,
  "sgd-momentum": 8,
  lars: 8,
  adafactor: 4.01,
};

/** State of mixed-precision training on `chip`; `weightBytes` is the compute format's (2 for fp16). */
export function stateBytes(chip: Chip, task: TaskSpec, weightBytes: number): StateBytes {
  if (task.kind === "inference") return { weight: weightBytes, gradient: 0, optimizer: 0 };
  const table = chip.architecture === "tiled" ? STOCHASTIC : MASTERED;
  const gradient = Math.max(2, weightBytes);
  return { weight: weightBytes, gradient, optimizer: table[task.optimizer] };
}
