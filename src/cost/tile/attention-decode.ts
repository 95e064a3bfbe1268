import { planMatmul, type MatmulShape, type MatmulTarget } from "../matmul/matmul-plan.ts";
import { rearrangeCycles } from "../matmul/rearrange.ts";
import { reductionCycles, reductionStageDepths } from "./reduction.ts";
import { vectorCycles } from "./vector.ts";

/** Attention of one new token per sequence: `groups` = sequences × heads, each over `tokens` keys of `headSize`. */
export interface DecodeAttention {
  readonly groups: number;
  readonly tokens: number;
  readonly headSize: number;
}

/** Cycles by cause. */
export interface DecodeAttentionCycles {
  readonly cycles: number;
  readonly matmulCycles: number;
  /** Copies of keys, values and small operands into the layout of the matmul that reads them, and back. */
  readonly rearrangeCycles: number;
  readonly softmaxCycles: number;
}

const HALF_BYTES = 2;
/** Keys and values keep runs of 16 halves together, which copies move eight bytes at a time. */
const WIDE_ATOM_BYTES = 8;

/**
 * Attention over keys and values in SRAM that lie evenly on all tiles (`variable mapping: linear`), as a library call:
 *
 *   T = matmul(q · Kᵀ) + scale + softmax + matmul(a · V) + copies of q, K, q·Kᵀ, a, V, a·V
 *
 * Both matmuls are planned in G groups of one row. The planner's layouts are not those in which K and V arrive, so each
 * is exchanged and rearranged on every call: bytes per tile · (1 / 4 + 0.44) cycles. This is what keeps decoding from
 * SRAM at a few per cent of the load bandwidth.
 */
export function decodeAttentionCycles(
  { groups, tokens, headSize }: DecodeAttention,
  target: MatmulTarget,
): DecodeAttentionCycles {
  const scores = eitherOperand({ groups, rows: 1, inner: headSize, columns: tokens }, target);
  const mix = eitherOperand({ groups, rows: 1, inner: tokens, columns: headSize }, target);
  const cache = groups * tokens * headSize;
  const copies =
    2 * layoutCycles(cache, WIDE_ATOM_BYTES, target) +
    2 * layoutCycles(groups * tokens, HALF_BYTES, target) +
    2 * layoutCycles(groups * headSize, HALF_BYTES, target);
  const softmax = softmaxCycles(groups, tokens, target);
  const matmul = scores + mix;
  return {
    cycles: matmul + copies + softmax,
    matmulCycles: matmul,
    rearrangeCycles: copies,
    softmaxCycles: softmax,
  };
}

/** One product of a chunk of keys or values that has just arrived: the copy into its layout, and the matmul. */
export function arrivedMatmulCycles(shape: MatmulShape, target: MatmulTarget): number {
  const { groups, inner, columns } = shape;
  return eitherOperand(shape, target) + layoutCycles(groups * inner * columns, WIDE_ATOM_BYTES, target);
}

/** Both operands are copied into their layout anyway, so that loading either into the AMP costs nothing beside it. */
function eitherOperand(shape: MatmulShape, target: MatmulTarget): number {
  const transposed = { ...shape, rows: shape.columns, columns: shape.rows };
  return Math.min(planMatmul(shape, target).cycles, planMatmul(transposed, target).cycles);
}

/** Exchange of half-precision elements spread evenly over all tiles, and their rearrangement: one phase. */
export function layoutCycles(elements: number, atomBytes: number, target: MatmulTarget): number {
  const bytesPerTile = Math.ceil(elements / target.tiles) * HALF_BYTES;
  return (
    target.phaseCycles +
    bytesPerTile / target.exchangeBytesPerCycle +
    rearrangeCycles(bytesPerTile, atomBytes)
  );
}

/**
 * Scale and softmax of `groups` rows of `tokens` scores, each row over tiles / groups tiles: one superstep to scale,
 * five of the kernel itself, and the stages in which row maxima and sums are gathered from those tiles.
 */
export function softmaxCycles(groups: number, tokens: number, target: MatmulTarget): number {
  const elements = Math.ceil((groups * tokens) / target.tiles);
  const stages = reductionStageDepths(Math.max(1, Math.floor(target.tiles / groups)));
  const gathered = stages.reduce(
    (sum, depth) => sum + target.phaseCycles + reductionCycles(1, depth, "half"),
    0,
  );
  const phases = (1 + SOFTMAX_SUPERSTEPS) * target.phaseCycles;
  return (
    vectorCycles("scale", elements, "half") +
    vectorCycles("softmax", elements, "half") +
    phases +
    2 * gathered
  );
}

/** Maximum, subtraction, exponential, sum, division. */
const SOFTMAX_SUPERSTEPS = 5;
