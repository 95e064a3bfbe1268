import { WORKERS } from "../tile/amp.ts";
import { sparseKernelCycles, type SparseBlock } from "./sparse-kernel.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";

/** Y[m, n] = S[m, k] · X[k, n], S with a share `density` of non-zero blocks of b × b, its pattern known beforehand. */
export interface SparseMatmulShape {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly density: number;
  readonly block: SparseBlock;
}

/** Cycles by cause, and the temporary bytes of the fullest tile. */
export interface SparseMatmulPlan {
  readonly cycles: number;
  readonly matmulCycles: number;
  readonly exchangeCycles: number;
  readonly reduceCycles: number;
  readonly syncCycles: number;
  readonly temporaryBytesPerTile: number;
}

/** With how a static product is divided, and what its tiles move. */
export interface StaticSparsePlan extends SparseMatmulPlan {
  /** Parts of X's columns, of S's columns, and tiles for each pair of them. */
  readonly splits: number;
  readonly bands: number;
  readonly tilesInBand: number;
  /** Received by one tile, and moved between its memory and its units. */
  readonly exchangeBytesPerTile: number;
  readonly sramBytesPerTile: number;
}

/** Bounds of the search, and columns of X that are never split. PopLibs StaticMatMulPartitioner.cpp (published). */
const MOST_COLUMN_SPLITS = 32;
const MOST_BANDS = 128;
const COLUMN_GRAIN = 4;
/** Neighbouring tiles that share an exchange bus and are given to a band together. Same source. */
const TILE_GRAIN = 2;
/** PopLibs' default type of partial sums in popsparse is float (include/popsparse/MatMul.hpp 36, published). */
const PARTIAL_BYTES = 4;
/** Place of a block in the kernels' lists. PopLibs SparseDenseMatMulElementWise: offsets of two bytes (published). */
const INDEX_BYTES = 2;
/** Operands in, matmul, partials in and summed, results to their place: phases with a sync each. */
const PHASES = 3;

/**
 * Cheapest division of a static sparse product over tiles: X's columns into `splits`, S's columns into `bands` of equally
 * many non-zeros, and each band's non-zeros by rows over the tiles left. The pattern is taken as uniformly random, so
 * that rows and columns present on a tile are binomial; the fullest tile has one standard deviation more.
 *
 * Source: PopLibs StaticMatMulPartitioner.cpp (published), plus `phaseCycles` for each of three phases.
 */
export function planStaticSparseMatmul(shape: SparseMatmulShape, target: MatmulTarget): StaticSparsePlan {
  const limit = target.availableMemoryProportion * target.sramBytesPerTile;
  let best: StaticSparsePlan | undefined;
  let smallest: StaticSparsePlan | undefined;
  const mostSplits = Math.min(MOST_COLUMN_SPLITS, Math.ceil(shape.n / COLUMN_GRAIN));
  const mostBands = Math.min(MOST_BANDS, shape.k / shape.block);
  for (let splits = 1; splits <= mostSplits; splits++)
    for (let bands = 1; bands <= mostBands && splits * bands * TILE_GRAIN <= target.tiles; bands++) {
      const plan = priceDivision(shape, target, splits, bands);
      if (plan.temporaryBytesPerTile < (smallest?.temporaryBytesPerTile ?? Infinity)) smallest = plan;
      if (plan.temporaryBytesPerTile <= limit && plan.cycles < (best?.cycles ?? Infinity)) best = plan;
    }
  const plan = best ?? smallest;
  if (plan === undefined) throw new Error(`no division of ${JSON.stringify(shape)}`);
  return plan;
}

function priceDivision(
  shape: SparseMatmulShape,
  target: MatmulTarget,
  splits: number,
  bands: number,
): StaticSparsePlan {
  const { m, k, n, density, block } = shape;
  const elementBytes = target.arithmetic === "fp32" ? 4 : 2;
  const columns = Math.ceil(n / splits / COLUMN_GRAIN) * COLUMN_GRAIN;
  const tilesInBand = wholeGrains(wholeGrains(target.tiles / splits) / bands);
  const bandBlocks = Math.ceil(Math.ceil((m / block) * (k / block) * density) / bands);
  const blocks = Math.ceil(bandBlocks / tilesInBand);
  const tileRows = Math.ceil(m / block / tilesInBand);
  const bandColumns = Math.ceil(k / block / bands);
  const tileColumns = tileRows === 1 ? Math.min(Math.ceil(bandBlocks / density), k / block) : bandColumns;
  const rowShare = presentShare(density, tileColumns);
  const rows = present(rowShare, tileRows);
  const inner = present(presentShare(density, tileRows), tileColumns);

  const operandBytes = columns * inner * block * elementBytes;
  const valueBytes = blocks * block * block * elementBytes;
  const partialBytes = rows * block * columns * PARTIAL_BYTES;
  const depth = Math.max(
    1,
    Math.ceil(((rowShare * bands + deviation(rowShare, bands)) * bandColumns) / tileColumns),
  );
  const receivedPartialBytes = Math.ceil((partialBytes * (depth - 1)) / depth);
  const rate = target.exchangeBytesPerCycle;
  const exchangeCycles =
    ((operandBytes / (target.pairFactor * rate)) * tileColumns) / inner +
    (splits > 1 ? valueBytes / rate : 0) +
    receivedPartialBytes / rate +
    (m * n * elementBytes) / target.tiles;
  const format = elementBytes === 2 ? "half" : "float";
  const matmulCycles =
    sparseKernelCycles({ rows, blocks, columns, block, format }) +
    zeroingCycles(block, format, rows * block * columns);
  const reduceCycles = depth === 1 ? 0 : stridedReductionCycles(partialBytes / PARTIAL_BYTES / depth, depth);
  const syncCycles = PHASES * target.phaseCycles;
  return {
    cycles: matmulCycles + exchangeCycles + reduceCycles + syncCycles,
    matmulCycles,
    exchangeCycles,
    reduceCycles,
    syncCycles,
    temporaryBytesPerTile: Math.max(
      operandBytes + valueBytes + partialBytes,
      receivedPartialBytes + partialBytes,
    ),
    splits,
    bands,
    tilesInBand,
    exchangeBytesPerTile: operandBytes + (splits > 1 ? valueBytes : 0) + receivedPartialBytes,
    // Every kept block is read with its place and meets its rows of X; sums are written, and read to be added up.
    sramBytesPerTile: valueBytes + blocks * (INDEX_BYTES + block * columns * elementBytes) + 2 * partialBytes,
  };
}

const wholeGrains = (tiles: number): number =>
  Math.max(TILE_GRAIN, Math.floor(tiles / TILE_GRAIN) * TILE_GRAIN);

/** Probability that at least one of `count` blocks is there. */
const presentShare = (density: number, count: number): number => 1 - (1 - density) ** count;

const deviation = (share: number, count: number): number => Math.ceil(Math.sqrt(share * (1 - share) * count));

/** Rows (columns) present on the fullest tile: binomial mean and one standard deviation. */
function present(share: number, count: number): number {
  return Math.min(count, Math.ceil(share * count + deviation(share, count)));
}

/** Float partials are zeroed first, but by the kernels of single elements and of half 4 × 4 blocks, which start sums. */
function zeroingCycles(block: SparseBlock, format: "half" | "float", outputs: number): number {
  if (block === 1 || (block === 4 && format === "half")) return 0;
  return WORKERS * (12 + Math.ceil((outputs * PARTIAL_BYTES) / 8 / WORKERS));
}

/** Sums of `depth` float partials, strided: W · (16 + ⌈outputs / W / 4⌉ · (5 + 6 + depth − 1)). Same source. */
function stridedReductionCycles(outputs: number, depth: number): number {
  const vectors = Math.ceil(Math.ceil(outputs / WORKERS) / 4);
  return WORKERS * (16 + vectors * (5 + 6 + depth - 1));
}
