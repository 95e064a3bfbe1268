import { emptyLeast, leastInSteps, leastOfTwo, writeLeast } from "./convolution-bounds.ts";
import { divisionOf, eachDivision, nextSteps, stepBytes } from "./convolution-divisions.ts";
import type { ConvolutionSpace, DivisionLevels } from "./convolution-levels.ts";
import { priceDivision } from "./convolution-price.ts";
import type { ConvolutionDivision } from "./convolution-problem.ts";

/**
 * The cheapest division that fits, with all channels at once or `inSteps`; undefined where none fits. Of equals the
 * first, in the order groups, input channels, filter, output channels, pixels, steps: the same as trying all, but what
 * by a lower bound cannot be cheaper is not priced. A sparse sample first gives cycles to beat.
 */
export function searchDivisions(space: ConvolutionSpace, inSteps: boolean): ConvolutionDivision | undefined {
  const best: Best = { cycles: Infinity, division: undefined };
  improve(best, sampled(space), inSteps);
  best.division = undefined;
  improve(best, space, inSteps);
  return best.division;
}

/** The best division found so far; undefined until one fits, while cycles may be known from a sample. */
interface Best {
  cycles: number;
  division: ConvolutionDivision | undefined;
}

function improve(best: Best, space: ConvolutionSpace, inSteps: boolean): void {
  const least = emptyLeast();
  const mayBeat = (levels: DivisionLevels, from: number, to: number): boolean => {
    let positionCycles = Infinity;
    for (let index = from; index <= to; index++)
      positionCycles = Math.min(positionCycles, space.pixelLevel(index).positionCycles);
    writeLeast(space, levels, positionCycles, 1 - 1 / space.pixelSplits[from]!, least);
    return beats(best, inSteps ? leastOfTwo(space, least) : leastInSteps(space, least, 1, 1));
  };
  eachDivision(space, mayBeat, (levels) => {
    const { pixel, depth, column } = levels;
    writeLeast(space, levels, pixel.positionCycles, 1 - 1 / pixel.split, least);
    const most = inSteps ? depth.innerBlocks : 1;
    for (let inner = 1; inner <= most; inner = nextSteps(inner, most)) {
      if (!beats(best, leastInSteps(space, least, inner, 1))) return;
      const mostColumns = inSteps ? column.blocks : 1;
      for (let columns = 1; columns <= mostColumns; columns = nextSteps(columns, mostColumns)) {
        if (!beats(best, leastInSteps(space, least, inner, columns))) break;
        if (stepBytes(space, levels, inner, columns) <= space.problem.limitBytes)
          tryDivision(best, space, divisionOf(levels, inner, columns));
      }
    }
  });
}

function tryDivision(best: Best, { problem }: ConvolutionSpace, division: ConvolutionDivision): void {
  const { cycles } = priceDivision(problem, division);
  if (!beats(best, cycles)) return;
  best.cycles = cycles;
  best.division = division;
}

/** True of fewer cycles; before a division is known, also of as many as the sample has. */
function beats({ cycles, division }: Best, other: number): boolean {
  return division === undefined ? other <= cycles : other < cycles;
}

/** Ratio of consecutive sampled splits. */
const SAMPLE_RATIO = 1.7;

function sampled(space: ConvolutionSpace): ConvolutionSpace {
  return {
    ...space,
    groups: sparse(space.groups, ({ split }) => split),
    depths: sparse(space.depths, ({ inner }) => inner),
    columns: sparse(space.columns, ({ split }) => split),
  };
}

function sparse<L>(levels: readonly L[], splitOf: (level: L) => number): readonly L[] {
  let last = 0;
  return levels.filter((level) => {
    const split = splitOf(level);
    const keep = split >= last * SAMPLE_RATIO || split === last;
    if (keep) last = split;
    return keep;
  });
}
