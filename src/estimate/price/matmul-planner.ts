import type { Arch, TiledChip } from "../../arch/arch.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { ConvolutionPlan } from "../../cost/convolution/convolution.ts";
import { cheapestConvolution } from "../../cost/convolution/grouped-convolution.ts";
import {
  planCache,
  type MatmulPlan,
  type MatmulShape,
  type MatmulTarget,
} from "../../cost/matmul/matmul-plan.ts";
import { planStaticSparseMatmul, type StaticSparsePlan } from "../../cost/sparse/sparse-matmul.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { MatmulPlanner } from "./pricing-context.ts";
import type { Tally } from "./tally.ts";

/**
 * Tile planners by target, shared between evaluations: clock, links, power and prices are not part of it. With a tally,
 * what is computed through them is counted; with answers of earlier runs, what those know is not searched again.
 */
export type PlannerCache = Map<string, MatmulPlanner> & {
  readonly tally?: Tally;
  readonly answers?: KeptAnswers;
};

/** Answers of earlier runs by their questions, which are told in full: plain data that goes through JSON unchanged. */
export interface KeptAnswers {
  readonly get: (question: string) => unknown;
  readonly keep: (question: string, answer: unknown) => void;
}

/** What of a plan's choices the tiles see. */
export type TileChoice = Pick<PlanChoice, "arithmetic" | "ioTiles" | "availableMemoryProportion">;

/**
 * The memoised tile planner of a chip under a plan's choices. A roofline chip has no tiles to plan for, and a chip
 * without the arithmetic no plan at all (`planExecution` says so).
 */
export function matmulPlanner({ chip }: Arch, choice: TileChoice, cache: PlannerCache): MatmulPlanner {
  const macsPerCycle = chip.architecture === "tiled" ? chip.macsPerCycle[choice.arithmetic] : undefined;
  if (chip.architecture !== "tiled" || macsPerCycle === undefined) return planNothing;
  const target = choiceTarget(chip, choice);
  const key = Object.values(target).join("|");
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { tally } = cache;
  const onMade = tally && (() => void (tally.tilePlansMade += 1));
  const plan = planCache(target, onMade);
  const sparse = sparsePlanner(target, onMade);
  const matmul = (shape: MatmulShape): MatmulPlan => {
    if (shape.sparse !== undefined) return sparse(shape, shape.sparse);
    const passes = serialPasses(shape, target);
    return passes === 1
      ? plan(shape)
      : inPasses(plan({ ...shape, groups: Math.ceil(shape.groups / passes) }), passes);
  };
  const planner: MatmulPlanner = Object.assign(matmul, { convolution: convolutionPlanner(target, onMade) });
  const told = tally === undefined ? planner : asked(planner, tally);
  cache.set(key, told);
  return told;
}

/** A planner that counts what it is asked. */
function asked(planner: MatmulPlanner, tally: Tally): MatmulPlanner {
  const counted =
    <S, P>(plan: (shape: S) => P) =>
    (shape: S): P => {
      tally.tilePlansAsked += 1;
      return plan(shape);
    };
  return Object.assign(counted(planner), { convolution: counted(planner.convolution) });
}

/** `planStaticSparseMatmul` of Yᵀ = Wᵀ · Xᵀ for one target, remembering shapes; groups follow each other. */
function sparsePlanner(
  target: MatmulTarget,
  onMade: () => void = () => undefined,
): (shape: MatmulShape, sparse: NonNullable<MatmulShape["sparse"]>) => MatmulPlan {
  const known = new Map<string, MatmulPlan>();
  return ({ groups, rows, inner, columns }, { density, block }) => {
    const key = [groups, rows, inner, columns, density, block].join("|");
    let plan = known.get(key);
    if (plan === undefined) {
      onMade();
      const once = planStaticSparseMatmul({ m: columns, k: inner, n: rows, density, block }, target);
      known.set(key, (plan = inPasses(asMatmulPlan(once, target), groups)));
    }
    return plan;
  };
}

function asMatmulPlan(plan: StaticSparsePlan, target: MatmulTarget): MatmulPlan {
  const { splits, bands, tilesInBand, temporaryBytesPerTile } = plan;
  const tilesUsed = splits * bands * tilesInBand;
  return {
    cycles: plan.cycles,
    matmulCycles: plan.matmulCycles,
    reduceCycles: plan.reduceCycles,
    rearrangeCycles: 0,
    exchangeCycles: plan.exchangeCycles,
    syncCycles: plan.syncCycles,
    splits: {
      groups: 1,
      rows: splits,
      inner: bands,
      columns: tilesInBand,
      serialColumns: 1,
      serialInner: 1,
      swapped: true,
    },
    tilesUsed,
    temporaryBytesPerTile,
    exchangeBytes: tilesUsed * plan.exchangeBytesPerTile,
    sramBytes: tilesUsed * plan.sramBytesPerTile,
    fits: temporaryBytesPerTile <= target.availableMemoryProportion * target.sramBytesPerTile,
  };
}

/** `cheapestConvolution` for one target, remembering shapes. */
function convolutionPlanner(
  target: MatmulTarget,
  onMade: () => void = () => undefined,
): MatmulPlanner["convolution"] {
  const known = new Map<string, ConvolutionPlan>();
  return (shape) => {
    const key = Object.values(shape).join("|");
    let plan = known.get(key);
    if (plan === undefined) {
      onMade();
      known.set(key, (plan = cheapestConvolution(shape, target)));
    }
    return plan;
  };
}

/** The tiles that a plan's choices leave to matmuls and convolutions. */
export function choiceTarget(chip: TiledChip, choice: TileChoice): MatmulTarget {
  const macsPerCycle = chip.macsPerCycle[choice.arithmetic];
  if (macsPerCycle === undefined) throw new Error(`${chip.id} has no ${choice.arithmetic}`);
  return {
    tiles: chip.tiles - choice.ioTiles,
    sramBytesPerTile: chip.sramBytesPerTile,
    arithmetic: choice.arithmetic,
    macsPerCycle,
    availableMemoryProportion: choice.availableMemoryProportion,
    weightLoadBytesPerCycle: chip.weightLoadBytesPerCycle,
    exchangeBytesPerCycle: chip.exchange.bytesPerCycle,
    pairFactor: chip.exchange.pairFactor,
    phaseCycles: chip.exchange.phaseCycles,
  };
}

/** Share of the planner's memory room that the operands of one pass over the groups may fill. */
const PASS_FILL = 0.5;

/**
 * Passes in which a batched matmul (attention) runs through its groups where all of them at once would overfill the
 * planner's room, as large attentions are serialised (GPT-3 175B on the IPU: 8 passes, graphcore/examples).
 */
function serialPasses({ groups, rows, inner, columns }: MatmulShape, target: MatmulTarget): number {
  if (groups === 1) return 1;
  const elements = groups * (rows * inner + inner * columns + rows * columns);
  const room = PASS_FILL * target.availableMemoryProportion * target.sramBytesPerTile * target.tiles;
  return Math.min(groups, Math.max(1, Math.ceil((elements * INPUT_BYTES[target.arithmetic]) / room)));
}

function inPasses(plan: MatmulPlan, passes: number): MatmulPlan {
  return {
    ...plan,
    passes,
    cycles: plan.cycles * passes,
    matmulCycles: plan.matmulCycles * passes,
    reduceCycles: plan.reduceCycles * passes,
    rearrangeCycles: plan.rearrangeCycles * passes,
    exchangeCycles: plan.exchangeCycles * passes,
    syncCycles: plan.syncCycles * passes,
    exchangeBytes: plan.exchangeBytes * passes,
    sramBytes: plan.sramBytes * passes,
  };
}

function refuse(): never {
  throw new Error("no tile planner for this chip and arithmetic");
}

const planNothing: MatmulPlanner = Object.assign((): never => refuse(), { convolution: refuse });
