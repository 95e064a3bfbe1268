import { reductionRates } from "../reduction.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import { accumulateCycles } from "./split-price.ts";

/**
 * Lower bounds of the cost of divisions, from the terms of `priceSplits` that are already decided.
 *
 * What a later choice rounds up is left unrounded (so · ⌈n / so⌉ ≥ n), what it adds is left out. A bound therefore
 * never exceeds the cost of a candidate it covers, and a search that discards by it loses no optimum.
 */

/** What follows from dividing the groups: `groups` on a tile one after the other, `tiles` for one of them. */
export interface GroupLevel {
  readonly problem: MatmulProblem;
  readonly split: number;
  readonly groups: number;
  readonly tiles: number;
}

/** What follows from a row split. */
export interface RowLevel {
  readonly split: number;
  readonly field: number;
  /** Least cycles of an AMP block of these rows, and what the first of an output block takes beyond that. */
  readonly blockCycles: number;
  readonly firstExtraCycles: number;
  /** Cycles to receive one AMP weight block. */
  readonly weightCycles: number;
}

/** What follows from an inner split. */
export interface InnerLevel {
  readonly split: number;
  /** AMP blocks of the inner dimension on the tile, over all serial steps. */
  readonly blocks: number;
  /** Phases and reduction calls of one serial step. */
  readonly fixedCycles: number;
  /** Cycles to exchange and sum one element of the tile's partials, over all stages. */
  readonly partialCycles: number;
}

/** Coefficients of the bound once rows and inner are divided. */
export interface PairBound {
  readonly fixedCycles: number;
  readonly innerGroupCycles: number;
  readonly innerBlocks: number;
  /** Per block of output columns on the tile: all but the field's exchange. */
  readonly blockCycles: number;
  /** Of it, what a serial inner step repeats. */
  readonly partialCycles: number;
  /** To receive the whole field block at the pair rate. */
  readonly fieldCycles: number;
}

export function rowLevel(problem: MatmulProblem, split: number): RowLevel {
  const { law, target, inputBytes } = problem;
  const field = Math.ceil(problem.field / split);
  const first = law.firstBlockCycles(field);
  const later = law.laterBlockCycles(field);
  const blockBytes = law.innerBlock * law.columnBlock * inputBytes;
  return {
    split,
    field,
    blockCycles: Math.min(first, later),
    firstExtraCycles: Math.max(0, first - later),
    weightCycles: (blockBytes * (1 - 1 / split)) / target.exchangeBytesPerCycle,
  };
}

export function innerLevel(problem: MatmulProblem, split: number): InnerLevel {
  const { target, partialBytes } = problem;
  let left = 1;
  let partialCycles = 0;
  let fixedCycles = target.phaseCycles;
  for (const depth of problem.stageDepths(split)) {
    const rates = reductionRates(depth, problem.reduction);
    partialCycles += (left * partialBytes) / target.exchangeBytesPerCycle;
    left /= depth;
    partialCycles += left * rates.perOutput;
    fixedCycles += target.phaseCycles + rates.fixed;
  }
  return { split, blocks: Math.ceil(problem.innerBlocks / split), fixedCycles, partialCycles };
}

export function pairBound(level: GroupLevel, row: RowLevel, inner: InnerLevel): PairBound {
  const { problem, groups } = level;
  const { law, target, inputBytes } = problem;
  const partialCycles = groups * row.field * law.columnBlock * inner.partialCycles;
  const innerBytes = inner.blocks * law.innerBlock * inputBytes;
  return {
    fixedCycles: law.callCycles + groups * law.groupCycles + inner.fixedCycles,
    innerGroupCycles: groups * law.innerGroupCycles,
    innerBlocks: inner.blocks,
    blockCycles:
      groups * (inner.blocks * (row.blockCycles + row.weightCycles) + row.firstExtraCycles) + partialCycles,
    partialCycles,
    fieldCycles: (groups * row.field * innerBytes) / (target.exchangeBytesPerCycle * target.pairFactor),
  };
}
