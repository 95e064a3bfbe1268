import { reductionRates } from "../tile/reduction.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import { accumulateCycles, castCycles } from "./split-price.ts";
import { usefulSplits } from "./splits.ts";

/** What follows from dividing the groups: `groups` on a tile one after the other, `tiles` for one of them. */
export interface GroupLevel {
  readonly split: number;
  readonly groups: number;
  readonly tiles: number;
  /** Memory limit of one group on a tile. */
  readonly bytes: number;
}

/** What follows from a row split. */
export interface RowLevel {
  readonly split: number;
  readonly rows: number;
  /** Least cycles of one AMP block of these rows, receipt of its weights included. */
  readonly blockCycles: number;
  /** What the first block of an output block takes beyond that. */
  readonly firstExtraCycles: number;
}

/** What follows from an inner split. */
export interface InnerLevel {
  readonly split: number;
  /** AMP blocks of the inner dimension on the tile, over all serial steps. */
  readonly blocks: number;
  /** Phases and reduction calls of one serial step. */
  readonly fixedCycles: number;
  /** Cycles to exchange and sum one element of the tile's partials, over all stages; to add it to earlier sums. */
  readonly partialCycles: number;
  readonly sumCycles: number;
  /** Where partials are cast without a reduction: cycles per element, and per serial column step. */
  readonly castCycles: number;
  readonly castFixedCycles: number;
}

/** A matmul's parallel choices, each with what follows from it alone; built once a search. */
export interface SearchSpace {
  readonly problem: MatmulProblem;
  readonly limitBytes: number;
  readonly groups: readonly GroupLevel[];
  readonly rows: readonly RowLevel[];
  readonly inners: readonly InnerLevel[];
}

export function searchSpace(problem: MatmulProblem, limitBytes: number): SearchSpace {
  const { tiles } = problem.target;
  const levels = usefulSplits(problem.groups, tiles).map((split) => groupLevel(problem, limitBytes, split));
  return {
    problem,
    limitBytes,
    groups: levels.reverse(), // most concurrent groups first: they exchange least
    rows: usefulSplits(problem.field, tiles).map((split) => rowLevel(problem, split)),
    inners: usefulSplits(problem.innerBlocks, tiles).map((split) => innerLevel(problem, split)),
  };
}

function groupLevel(problem: MatmulProblem, limitBytes: number, split: number): GroupLevel {
  const groups = Math.ceil(problem.groups / split);
  return { split, groups, tiles: Math.floor(problem.target.tiles / split), bytes: limitBytes / groups };
}

function rowLevel(problem: MatmulProblem, split: number): RowLevel {
  const { law, target, inputBytes } = problem;
  const rows = Math.ceil(problem.field / split);
  const first = law.firstBlockCycles(rows);
  const later = law.laterBlockCycles(rows);
  const weightBytes = law.innerBlock * law.columnBlock * inputBytes * (1 - 1 / split);
  return {
    split,
    rows,
    blockCycles: Math.min(first, later) + weightBytes / target.exchangeBytesPerCycle,
    firstExtraCycles: Math.max(0, first - later),
  };
}

function innerLevel(problem: MatmulProblem, split: number): InnerLevel {
  const { target, partialBytes, halfPartials } = problem;
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
  const sumCycles = left * (accumulateCycles(1, halfPartials) - accumulateCycles(0, halfPartials));
  const casts = problem.castsPartials && split === 1;
  return {
    split,
    blocks: Math.ceil(problem.innerBlocks / split),
    fixedCycles,
    partialCycles,
    sumCycles,
    castCycles: casts ? castCycles(1) - castCycles(0) : 0,
    castFixedCycles: casts ? castCycles(0) : 0,
  };
}
