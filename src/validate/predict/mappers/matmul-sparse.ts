import type { TiledChip } from "../../../arch/arch.ts";
import { INPUT_BYTES, type Arithmetic } from "../../../cost/arithmetic.ts";
import { planMatmul, type MatmulTarget } from "../../../cost/matmul/matmul-plan.ts";
import { planDynamicSparseMatmul } from "../../../cost/sparse/dynamic-sparse-matmul.ts";
import { SPARSE_BLOCKS } from "../../../cost/sparse/sparse-kernel.ts";
import { planStaticSparseMatmul } from "../../../cost/sparse/sparse-matmul.ts";
import { arithmeticOf, sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { matmulTarget } from "../matmul-target.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../../measurement.ts";
import { cycleParts } from "./matmul-dense.ts";

interface Case {
  readonly m: number;
  readonly k: number;
  readonly density: number;
  /** One batch size, or all that were tried where the best was printed. */
  readonly batches: readonly number[];
  readonly target: MatmulTarget;
}

/** Batch sizes of the benchmark: powers of two. */
const BATCHES = Array.from({ length: 15 }, (_, power) => 4 * 2 ** power);

/** Rows and columns of the matrix in PopSparse's table of speed-ups (arXiv:2303.16999, published). */
const TABLE_SIZE = 4096;

/**
 * Useful FLOP/s (non-zeros only) of sparse × dense, its pattern known to the compiler (static) or data (dynamic); of the
 * dense product doing the same work; and how many times faster the sparse one is.
 */
export const matmulSparse: Mapper = async (record, context) => {
  const { metric } = record;
  if (metric !== "spmm_throughput" && metric !== "speedup") return notModelled(`metric ${metric} unknown`);
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { shape = {} } = record;
  const { pattern } = (Array.isArray(shape) ? {} : shape) as { readonly pattern?: unknown };
  const sizes = caseOf(record, measured.chip, arithmeticOf(record));
  if (sizes === undefined) return notModelled("size, density or arithmetic unknown");
  const product = predictPattern(pattern, sizes, measured.chip, sizeOf(shape, "block"));
  return metric === "speedup"
    ? ratio(product, best(sizes, measured.chip, densePrice), record.ratioTo)
    : product;
};

function predictPattern(
  pattern: unknown,
  sizes: Case,
  chip: TiledChip,
  side: number | undefined,
): Prediction {
  if (pattern === "dense") return best(sizes, chip, densePrice);
  const plan = PLANS.find(([name]) => name === pattern)?.[1];
  if (plan === undefined) return notModelled("pattern unknown");
  const block = SPARSE_BLOCKS.find((known) => known === side);
  if (block === undefined) return notModelled("no kernel for this block size");
  return best(sizes, chip, ({ m, k, density, target }, n) => {
    const { cycles, temporaryBytesPerTile, ...breakdown } = plan({ m, k, n, density, block }, target);
    return { cycles, temporaryBytesPerTile, breakdown };
  });
}

const PLANS = [
  ["static", planStaticSparseMatmul],
  ["dynamic", planDynamicSparseMatmul],
] as const;

function ratio(sparse: Prediction, dense: Prediction, to: string | undefined): Prediction {
  if (!/^dense/.test(to ?? "")) return notModelled("compared with what is unknown");
  if ("notModelled" in sparse) return sparse;
  if ("notModelled" in dense) return dense;
  return {
    predicted: sparse.predicted / dense.predicted,
    breakdown: { sparseFlopsPerSecond: sparse.predicted, denseFlopsPerSecond: dense.predicted },
  };
}

function caseOf(
  { shape, metric }: VisibleFields,
  chip: TiledChip,
  arithmetic: Arithmetic | undefined,
): Case | undefined {
  const [density, n] = ["density", "n"].map((name) => sizeOf(shape, name));
  const [m, k] = ["m", "k"].map(
    (name) => sizeOf(shape, name) ?? (metric === "speedup" ? TABLE_SIZE : undefined),
  );
  const target = arithmetic && matmulTarget(chip, arithmetic);
  if (m === undefined || k === undefined || density === undefined || target === undefined) return undefined;
  const sound = [m, k, n ?? 1].every((size) => Number.isInteger(size) && size > 0);
  if (!sound || density <= 0 || density > 1) return undefined;
  return { m, k, density, batches: n === undefined ? BATCHES : [n], target };
}

interface Price {
  readonly cycles: number;
  readonly temporaryBytesPerTile: number;
  readonly breakdown: Record<string, number>;
}

function densePrice({ m, k, target }: Case, n: number): Price {
  const plan = planMatmul({ groups: 1, rows: n, inner: k, columns: m }, target);
  return { ...plan, breakdown: cycleParts(plan) };
}

/** Share of tile SRAM that code leaves to data: 8-15 % is code, taken as 12 % (assumed). */
const DATA_SHARE = 0.88;

/** The highest throughput over the batches whose operands and temporaries fit into SRAM together. */
function best(sizes: Case, chip: TiledChip, price: (sizes: Case, n: number) => Price): Prediction {
  const { m, k, density, batches, target } = sizes;
  let found: Prediction = notModelled("no batch size fits");
  let most = 0;
  for (const n of batches) {
    const { cycles, temporaryBytesPerTile, breakdown } = price(sizes, n);
    const operandBytes = ((m + k) * n * INPUT_BYTES[target.arithmetic]) / chip.tiles;
    if (temporaryBytesPerTile + operandBytes > DATA_SHARE * chip.sramBytesPerTile) continue;
    const predicted = (2 * m * k * density * n * chip.clockHertz) / cycles;
    if (predicted > most) {
      most = predicted;
      found = { predicted, breakdown: { ...breakdown, batch: n } };
    }
  }
  return found;
}
