import type { AmpLaw } from "../tile/amp.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";
import { usefulSplits } from "../matmul/splits.ts";

/** How a convolution is divided: over tiles (groups, output pixels, channels, filter), and its channels over time. */
export interface ConvolutionDivision {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly filter: number;
  readonly serialInner: number;
  readonly serialColumns: number;
}

/** Splits of the pixels worth pricing: the finest that the tiles left allow, and a few coarser ones. */
const ROW_SPLITS = 6;

/** Divisions over tiles alone. */
export function* convolutionDivisions(
  shape: ConvolutionShape,
  law: AmpLaw,
  tiles: number,
): Generator<ConvolutionDivision> {
  const { batch, outputSize, filterSize } = shape;
  const { innerBlocks, columnBlocks } = channelBlocks(shape, law);
  for (const groups of usefulSplits(shape.groups, tiles))
    for (const inner of usefulSplits(innerBlocks, Math.floor(tiles / groups)))
      for (const filter of new Set([1, filterSize, filterSize ** 2]))
        for (const columns of usefulSplits(
          columnBlocks,
          Math.floor(tiles / (groups * inner * filter)),
          true,
        )) {
          const most = Math.floor(tiles / (groups * inner * filter * columns));
          for (const rows of usefulSplits(batch * outputSize ** 2, most).slice(-ROW_SPLITS))
            yield { groups, inner, filter, columns, rows, serialInner: 1, serialColumns: 1 };
        }
}

/** The same, with the channels of a tile in one, two, four … steps. */
export function* serialDivisions(
  shape: ConvolutionShape,
  law: AmpLaw,
  tiles: number,
): Generator<ConvolutionDivision> {
  const { innerBlocks, columnBlocks } = channelBlocks(shape, law);
  for (const division of convolutionDivisions(shape, law, tiles))
    for (const serialInner of doublings(Math.ceil(innerBlocks / division.inner)))
      for (const serialColumns of doublings(Math.ceil(columnBlocks / division.columns)))
        yield { ...division, serialInner, serialColumns };
}

function channelBlocks(
  { inChannels, outChannels, groups }: ConvolutionShape,
  law: AmpLaw,
): { readonly innerBlocks: number; readonly columnBlocks: number } {
  return {
    innerBlocks: Math.ceil(inChannels / groups / law.innerBlock),
    columnBlocks: Math.ceil(outChannels / groups / law.columnBlock),
  };
}

function* doublings(most: number): Generator<number> {
  for (let steps = 1; steps < most; steps *= 2) yield steps;
  yield most;
}
