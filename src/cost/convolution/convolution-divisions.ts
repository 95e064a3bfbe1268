import type { ConvolutionSpace, DivisionLevels } from "./convolution-levels.ts";
import { temporaryBytes } from "./convolution-price.ts";
import type { ConvolutionDivision } from "./convolution-problem.ts";

/** Splits of the pixels worth pricing: the finest that the tiles left allow, and a few coarser ones. */
const PIXEL_SPLITS = 6;

/** Pixel divisions of the same groups and channels: their coarsest and finest are `from` and `to` of the space's. */
export type MayMatter = (levels: DivisionLevels, from: number, to: number) => boolean;

/** Calls `visit` with each division over tiles, in order; but of those that do not matter, whatever their pixels. */
export function eachDivision(
  { problem, groups, depths, columns, pixelSplits, pixelLevel }: ConvolutionSpace,
  matters: MayMatter,
  visit: (levels: DivisionLevels) => void,
): void {
  const pixel = pixelLevel(0);
  const at: DivisionLevels = { group: groups[0]!, depth: depths[0]!, column: columns[0]!, pixel };
  for (const group of groups)
    for (const depth of depths) {
      const tiles = Math.floor(problem.target.tiles / (group.split * depth.inner * depth.filter));
      let to = pixelSplits.length - 1;
      for (const column of columns) {
        if (column.split > tiles) break;
        const most = Math.floor(tiles / column.split);
        while (pixelSplits[to]! > most) to--;
        const from = Math.max(0, to + 1 - PIXEL_SPLITS);
        at.group = group;
        at.depth = depth;
        at.column = column;
        at.pixel = pixelLevel(to);
        if (!matters(at, from, to)) continue;
        for (let index = from; index <= to; index++) {
          at.pixel = pixelLevel(index);
          visit(at);
        }
      }
    }
}

/** Numbers of serial steps worth pricing: one, two, four … and `most`; beyond `most` after it. */
export function nextSteps(steps: number, most: number): number {
  return steps === most ? most + 1 : Math.min(2 * steps, most);
}

export function divisionOf(
  { group, depth, column, pixel }: DivisionLevels,
  serialInner: number,
  serialColumns: number,
): ConvolutionDivision {
  const { inner, filter } = depth;
  return {
    groups: group.split,
    inner,
    filter,
    columns: column.split,
    rows: pixel.split,
    serialInner,
    serialColumns,
  };
}

/** Temporary bytes of the fullest tile in one of so many serial steps: those of `priceDivision`, at a fraction of its work. */
export function stepBytes(
  { problem }: ConvolutionSpace,
  { group, depth, column, pixel }: DivisionLevels,
  serialInner: number,
  serialColumns: number,
): number {
  const { law, inputBytes } = problem;
  const { groups } = group;
  const { positions } = depth;
  const inner = Math.ceil(depth.innerBlocks / serialInner) * law.innerBlock;
  const columns = Math.ceil(column.blocks / serialColumns) * law.columnBlock;
  const inputs = positions === 1 ? pixel.pixels : pixel.inputPixels;
  return temporaryBytes(
    problem,
    groups * inputs * inner * inputBytes,
    groups * positions * inner * columns * inputBytes,
    groups * pixel.pixels * columns,
    serialInner > 1,
    depth.inner * depth.filter,
  );
}

/**
 * The division in serial steps of fewest temporary bytes, the first of equals: for a convolution that none lets fit.
 * Bytes fall with the steps of output channels, and from two on with those of input channels, so that the extremes say
 * whether a division over tiles can be better at all.
 */
export function leastMemoryDivision(space: ConvolutionSpace, inSteps: boolean): ConvolutionDivision {
  let least = Infinity;
  let found: ConvolutionDivision | undefined;
  const always = (): boolean => true;
  eachDivision(space, always, (levels) => {
    const most = inSteps ? levels.depth.innerBlocks : 1;
    const mostColumns = inSteps ? levels.column.blocks : 1;
    const one = stepBytes(space, levels, 1, mostColumns);
    if (Math.min(one, stepBytes(space, levels, most, mostColumns)) >= least) return;
    for (let inner = 1; inner <= most; inner = nextSteps(inner, most))
      for (let columns = 1; columns <= mostColumns; columns = nextSteps(columns, mostColumns)) {
        const bytes = stepBytes(space, levels, inner, columns);
        if (bytes >= least) continue;
        least = bytes;
        found = divisionOf(levels, inner, columns);
      }
  });
  if (found === undefined) throw new Error("a convolution without a division");
  return found;
}
