import { binEdges, type BinnedPair } from "../../explore/store/bins.ts";

/** A cell of a 2-D histogram in the units of its axes. */
export interface ScreenBin {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly count: number;
}

/**
 * The fine bins of a sweep, joined into at most `columns` × `rows` cells that a screen can show. A cell is a whole
 * number of bins wide, so that its count is exact.
 */
export function screenBins(
  { cells, xBinsPerOctave, yBinsPerOctave }: BinnedPair,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly ScreenBin[] {
  const x = joined(cells, { offset: 0, most: columns, binsPerOctave: xBinsPerOctave });
  const y = joined(cells, { offset: 1, most: rows, binsPerOctave: yBinsPerOctave });
  const counts = new Map<string, ScreenBin>();
  for (let at = 0; at < cells.length; at += 3) {
    const [column, row, count] = [x.cellOf(cells[at]!), y.cellOf(cells[at + 1]!), cells[at + 2]!];
    const key = `${column} ${row}`;
    const known = counts.get(key);
    const [left, right] = x.edgesOf(column);
    const [bottom, top] = y.edgesOf(row);
    counts.set(key, { x: left, x2: right, y: bottom, y2: top, count: count + (known?.count ?? 0) });
  }
  return [...counts.values()];
}

interface Joined {
  readonly cellOf: (bin: number) => number;
  readonly edgesOf: (cell: number) => readonly [low: number, high: number];
}

/** Bins of one sign are neighbours by number; a jump over zero joins nothing, for edges are told by bins. */
function joined(
  cells: readonly number[],
  {
    offset,
    most,
    binsPerOctave,
  }: { readonly offset: 0 | 1; readonly most: number; readonly binsPerOctave: number },
): Joined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = offset; at < cells.length; at += 3) {
    const bin = Math.abs(cells[at]!);
    if (bin === 0) continue;
    [first, last] = [Math.min(first, bin), Math.max(last, bin)];
  }
  const width = Math.max(1, Math.ceil((last - first + 1) / most));
  const cellAt = (bin: number): number => Math.floor((bin - first) / width) + 1;
  return {
    cellOf: (bin) => Math.sign(bin) * (bin === 0 ? 0 : cellAt(Math.abs(bin))),
    edgesOf(cell) {
      if (cell === 0) return [0, 0];
      const bin = first + (Math.abs(cell) - 1) * width;
      const [low] = binEdges(bin, binsPerOctave);
      const [, high] = binEdges(bin + width - 1, binsPerOctave);
      return cell > 0 ? [low, high] : [-high, -low];
    },
  };
}
