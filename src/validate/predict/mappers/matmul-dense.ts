import type { Arithmetic } from "../../../cost/arithmetic.ts";
import { planMatmul, type MatmulPlan } from "../../../cost/matmul/matmul-plan.ts";
import { arithmeticOf, sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { matmulTarget } from "../matmul-target.ts";
import { measuredChip } from "../measured-chip.ts";
import type { TiledChip } from "../../../arch/arch.ts";

/** [m, k] × [k, n] in SRAM, planned over all tiles: FLOP/s = 2 · m · k · n · clock / cycles. No layout uplift. */
export const matmulDense: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const [m, k, n] = ["m", "k", "n"].map((name) => sizeOf(record.shape, name));
  if (m === undefined || k === undefined || n === undefined) return notModelled("size unknown");
  const arithmetic = arithmeticOf(record);
  if (arithmetic === undefined) return notModelled("arithmetic unknown");
  if (record.metric !== "matmul_throughput") return notModelled(`metric ${record.metric} unknown`);
  return denseThroughput({ m, k, n }, arithmetic, measured.chip);
};

/** Useful FLOP/s of a planned product, and the parts of its cycles. */
function denseThroughput(
  { m, k, n }: { readonly m: number; readonly k: number; readonly n: number },
  arithmetic: Arithmetic,
  chip: TiledChip,
): Prediction {
  const target = matmulTarget(chip, arithmetic);
  if (target === undefined) return notModelled(`${chip.id} has no ${arithmetic}`);
  const plan = planMatmul({ groups: 1, rows: n, inner: k, columns: m }, target);
  return { predicted: (2 * m * k * n * chip.clockHertz) / plan.cycles, breakdown: cycleParts(plan) };
}

/** Cycles of a plan by cause. */
export function cycleParts(plan: MatmulPlan): Record<string, number> {
  const { matmulCycles, exchangeCycles, reduceCycles, rearrangeCycles, syncCycles } = plan;
  return { matmulCycles, exchangeCycles, reduceCycles, rearrangeCycles, syncCycles };
}
