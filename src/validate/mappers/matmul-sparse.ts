import type { TiledChip } from "../../arch/arch.ts";
import { INPUT_BYTES, type Arithmetic } from "../../cost/arithmetic.ts";
import { planMatmul, type MatmulTarget } from "../../cost/matmul-plan.ts";
import { SPARSE_BLOCKS } from "../../cost/sparse-kernel.ts";
import { planStaticSparseMatmul } from "../../cost/sparse-matmul.ts";
import { arithmeticOf, sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { matmulTarget } from "../matmul-target.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../measurement.ts";
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

/** Useful FLOP/s (non-zeros only) of sparse × dense, static pattern; and of the dense product doing the same work. */
export const matmulSparse: Mapper = async (record, context) => {
  if (record.metric !== "spmm_throughput") return notModelled(`${record.metric} of products of unknown size`);
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const sizes = caseOf(record, measured.chip, arithmeticOf(record));
  if (sizes === undefined) return notModelled("size, density or arithmetic unknown");
  const { shape } = record;
  const { pattern } = (Array.isArray(shape) ? {} : shape) as { readonly pattern?: unknown };
  if (pattern === "dense") return best(sizes, measured.chip, densePrice);
  if (pattern === "static") return predictStatic(sizes, measured.chip, sizeOf(record.shape, "block"));
  if (pattern === "dynamic")
    return notModelled("how often a dynamic pattern's buckets move on is not published");
  return notModelled("pattern unknown");
};

function caseOf(
  { shape }: VisibleFields,
  chip: TiledChip,
  arithmetic: Arithmetic | undefined,
): Case | undefined {
  const [m, k, density, n] = ["m", "k", "density", "n"].map((name) => sizeOf(shape, name));
  const target = arithmetic && matmulTarget(chip, arithmetic);
  if (m === undefined || k === undefined || density === undefined || target === undefined) return undefined;
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

function predictStatic(sizes: Case, chip: TiledChip, side: number | undefined): Prediction {
  const block = SPARSE_BLOCKS.find((known) => known === side);
  if (block === undefined) return notModelled("no kernel for this block size");
  return best(sizes, chip, ({ m, k, density, target }, n) => {
    const { cycles, temporaryBytesPerTile, ...parts } = planStaticSparseMatmul(
      { m, k, n, density, block },
      target,
    );
    return { cycles, temporaryBytesPerTile, breakdown: parts };
  });
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
