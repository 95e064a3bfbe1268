import type { TiledChip } from "../../arch/arch.ts";
import type { ConvolutionPlan } from "../../cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../cost/convolution/convolution-shape.ts";
import type { MatmulPlan, MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import type { MatmulPlanner } from "../../estimate/price/pricing-context.ts";
import type { PlanChoice } from "../../plan/plan.ts";

/**
 * A tile planner that is never slower than the real one: every multiply-accumulate at the peak rate of all tiles, one
 * exchange phase of a product, no traffic and no temporary memory.
 *
 *   cycles = groups · rows · inner · columns / (tiles · MACs per cycle) + phase
 *
 * The laws that price a layer, given this planner, give a lower bound of its price: the same arithmetic, no planning.
 */
export function idealPlanner(
  chip: TiledChip,
  { arithmetic, ioTiles }: Pick<PlanChoice, "arithmetic" | "ioTiles">,
): MatmulPlanner {
  const { phaseCycles } = chip.exchange;
  const macsPerCycle = chip.macsPerCycle[arithmetic] ?? 0;
  const tiles = chip.tiles - ioTiles;
  const atPeak = (macs: number): number => macs / (tiles * macsPerCycle);
  const matmul = ({ groups, rows, inner, columns }: MatmulShape): MatmulPlan => {
    const matmulCycles = atPeak(groups * rows * inner * columns);
    return { ...NOTHING, matmulCycles, syncCycles: phaseCycles, cycles: matmulCycles + phaseCycles };
  };
  const convolution = (shape: ConvolutionShape): ConvolutionPlan => {
    const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
    const matmulCycles = atPeak(
      (batch * outputSize ** 2 * filterSize ** 2 * inChannels * outChannels) / groups,
    );
    return { ...NOTHING, matmulCycles, cycles: matmulCycles };
  };
  return Object.assign(matmul, { convolution });
}

/**
 * A tile planner that is never slower than the real one at `choice` or any smaller memory proportion: single products
 * as planned with as much room, where less can only cost more; batched ones and convolutions, which less room may
 * divide otherwise, ideally.
 */
export function roomyPlanner(
  chip: TiledChip,
  choice: Pick<PlanChoice, "arithmetic" | "ioTiles">,
  planMatmul: MatmulPlanner,
): MatmulPlanner {
  const ideal = idealPlanner(chip, choice);
  const matmul = (shape: MatmulShape): MatmulPlan =>
    shape.groups === 1 ? { ...planMatmul(shape), temporaryBytesPerTile: 0 } : ideal(shape);
  return Object.assign(matmul, { convolution: ideal.convolution });
}

const NOTHING = {
  syncCycles: 0,
  reduceCycles: 0,
  rearrangeCycles: 0,
  exchangeCycles: 0,
  tilesUsed: 1,
  temporaryBytesPerTile: 0,
  exchangeBytes: 0,
  sramBytes: 0,
  fits: true,
  splits: { groups: 1, rows: 1, columns: 1, inner: 1, serialColumns: 1, serialInner: 1, swapped: false },
} as const;
