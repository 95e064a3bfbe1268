import { WORKERS } from "../tile/amp.ts";
import { INPUT_BYTES } from "../arithmetic.ts";
import { dynamicSparseKernelCycles, FOREIGN_BUCKET_CYCLES } from "./dynamic-sparse-kernel.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";
import { rearrangeCycles } from "../matmul/rearrange.ts";
import { usefulSplits } from "../matmul/splits.ts";
import { reductionCycles } from "../tile/reduction.ts";
import { sparseBuckets, type SparseBuckets } from "./sparse-buckets.ts";
import type { SparseMatmulPlan, SparseMatmulShape } from "./sparse-matmul.ts";

/** PopLibs' default type of partial sums in popsparse is float (include/popsparse/MatMul.hpp 36, published). */
const PARTIAL_BYTES = 4;
/** Operands in, product, partials in and summed. */
const PHASES = 3;
/**
 * Supersteps of one turn of the loop that hands buckets on: exchange, product, count down, index up, and the conditions
 * of its two loops. PopLibs FullyConnected.cpp 300-560 (published).
 */
const TURN_PHASES = 6;
/** Columns of X that the element kernel takes together; X is cut into equal parts of them. FullyConnectedPlan.cpp 1640. */
const ELEMENT_COLUMNS = 4;
/** Inputs lie in rows of at least eight bytes on the tile. */
const INPUT_ATOM_BYTES = 8;

/** Tiles in three directions: rows of S, its columns (inner dimension), columns of X. */
interface Division {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/**
 * A sparse product whose pattern is data: rows x and columns y of S and columns z of X over the tiles. Each region (x, y)
 * has a bucket on each of its z tiles, sized for an even pattern and 30 % more; all of a region see all its buckets. What
 * fits none of them is in a neighbour's and comes round in turns after the product:
 *
 *   T = [X + z · bucket] / rate + copy(X) + T_kernel + turns · T_turn + partials / rate + T_reduce + phases
 *
 * Inputs arrive in pieces and are gathered on the tile. The pattern is taken as uniformly random. Source: PopLibs
 * FullyConnectedPlan.cpp 299-1100, FullyConnected.cpp 1908-2030 (published), plus `phaseCycles` for each phase.
 */
export function planDynamicSparseMatmul(shape: SparseMatmulShape, target: MatmulTarget): SparseMatmulPlan {
  const limit = target.availableMemoryProportion * target.sramBytesPerTile;
  let best: SparseMatmulPlan | undefined;
  let smallest: SparseMatmulPlan | undefined;
  for (const division of divisions(shape, target.tiles)) {
    const plan = priceDivision(shape, division, target);
    if (plan.temporaryBytesPerTile < (smallest?.temporaryBytesPerTile ?? Infinity)) smallest = plan;
    if (plan.temporaryBytesPerTile <= limit && plan.cycles < (best?.cycles ?? Infinity)) best = plan;
  }
  const plan = best ?? smallest;
  if (plan === undefined) throw new Error(`no division of ${JSON.stringify(shape)}`);
  return plan;
}

function* divisions({ m, k, n, block }: SparseMatmulShape, tiles: number): Generator<Division> {
  const parts = factors(block === 1 ? Math.ceil(n / ELEMENT_COLUMNS) : n, tiles);
  for (const rows of usefulSplits(Math.ceil(m / block), tiles))
    for (const inner of usefulSplits(Math.ceil(k / block), Math.floor(tiles / rows)))
      for (const columns of parts.filter((part) => part <= tiles / (rows * inner)).slice(-COLUMN_SPLITS))
        yield { rows, inner, columns };
}

/** Splits of X's columns worth pricing: the finest that the tiles left allow, and a coarser one. */
const COLUMN_SPLITS = 2;

function factors(size: number, most: number): number[] {
  const upTo = Math.min(size, most);
  return Array.from({ length: upTo }, (_, index) => index + 1).filter((value) => size % value === 0);
}

function priceDivision(shape: SparseMatmulShape, division: Division, target: MatmulTarget): SparseMatmulPlan {
  const { m, k, n, block } = shape;
  const elementBytes = INPUT_BYTES[target.arithmetic];
  const format = elementBytes === 4 ? "float" : "half";
  const rows = Math.ceil(m / block / division.rows);
  const inner = Math.ceil(k / block / division.inner);
  const columns = Math.ceil(n / division.columns);
  const regions = division.rows * division.inner;
  const bucketsOfRegion = division.columns;
  const buckets = sparseBuckets({ ...shape, rows, inner, regions, bucketsOfRegion, elementBytes });
  const { present } = buckets;
  const inputBytes = inner * block * columns * elementBytes;
  const outputs = rows * block * columns;
  const partialBytes = division.inner > 1 ? outputs * PARTIAL_BYTES : 0;

  const exchanged = operandCycles(division, inputBytes, buckets, target);
  const partialCycles = partialBytes / target.exchangeBytesPerCycle;
  const reduceCycles = reductionCycles(
    outputs / division.inner,
    division.inner,
    format === "half" ? "floatToHalf" : "float",
  );
  const tile = { buckets: division.columns, rows: present, columns, block, format } as const;
  const turn = dynamicSparseKernelCycles({ ...tile, rows: 1, perRow: 1 });
  const matmulCycles =
    rearrangeCycles(inputBytes, INPUT_ATOM_BYTES) +
    zeroingCycles(outputs) +
    dynamicSparseKernelCycles({ ...tile, perRow: buckets.fullest / present }) +
    buckets.turns * (turn + FOREIGN_BUCKET_CYCLES * division.columns);
  const handedOn = (division.columns * buckets.bucketBytes) / target.exchangeBytesPerCycle;
  const exchangeCycles = exchanged + partialCycles + buckets.turns * handedOn;
  const syncCycles = (PHASES + buckets.turns * TURN_PHASES) * target.phaseCycles;
  return {
    cycles: matmulCycles + exchangeCycles + reduceCycles + syncCycles,
    matmulCycles,
    exchangeCycles,
    reduceCycles,
    syncCycles,
    temporaryBytesPerTile:
      inputBytes + (division.columns + 1) * buckets.bucketBytes + outputs * PARTIAL_BYTES + partialBytes,
  };
}

/** X to every tile of its columns and inner part, neighbours sharing it where there are several rows; all buckets of a region. */
function operandCycles(
  division: Division,
  inputBytes: number,
  { bucketBytes }: SparseBuckets,
  { exchangeBytesPerCycle, pairFactor }: MatmulTarget,
): number {
  const pair = division.rows % 2 === 0 ? pairFactor : 1;
  const input = division.rows > 1 ? inputBytes / pair : 0;
  const received = division.columns > 1 ? division.columns * bucketBytes : 0;
  return (input + received) / exchangeBytesPerCycle;
}

/** Partials are set to zero before any bucket is looked at, eight bytes a cycle. */
function zeroingCycles(outputs: number): number {
  return WORKERS * (13 + Math.ceil((outputs * PARTIAL_BYTES) / 8 / WORKERS));
}
