/**
 * Counts of points in two dimensions that can be added up from parts in any order: each value falls into one of
 * BINS_PER_OCTAVE bins between two powers of two (1.1 % wide), so that nothing has to be known about the range.
 */
export interface BinnedPair {
  readonly x: string;
  readonly y: string;
  /** x bin, y bin, count, one triple after the other, in ascending order of bins. */
  readonly cells: readonly number[];
}

export const BINS_PER_OCTAVE = 64;
/** Bin numbers of positive values lie within ±64·1075; zero has a bin of its own, negative values mirror the positive. */
const OFFSET = BINS_PER_OCTAVE * 1100;
const SPAN = 4 * OFFSET;

/** Number of the bin of a value. */
export function binOf(value: number): number {
  if (value === 0) return 0;
  const bin = OFFSET + Math.floor(Math.log2(Math.abs(value)) * BINS_PER_OCTAVE);
  return value > 0 ? bin : -bin;
}

/** Where a bin begins and ends. */
export function binEdges(bin: number): readonly [low: number, high: number] {
  if (bin === 0) return [0, 0];
  const edge = (number: number): number => 2 ** ((number - OFFSET) / BINS_PER_OCTAVE);
  return bin > 0 ? [edge(bin), edge(bin + 1)] : [-edge(-bin + 1), -edge(-bin)];
}

export function binPair(
  { x, y }: { readonly x: string; readonly y: string },
  columns: readonly [Float64Array, Float64Array],
  rows: readonly number[],
): BinnedPair {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const [xValue, yValue] = [columns[0][row] ?? Number.NaN, columns[1][row] ?? Number.NaN];
    if (Number.isNaN(xValue) || Number.isNaN(yValue)) continue;
    const key = (binOf(xValue) + SPAN / 2) * SPAN + binOf(yValue) + SPAN / 2;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { x, y, cells: cellsOf(counts) };
}

/** The same pair from several parts, added up. */
export function addBins(pairs: readonly BinnedPair[]): BinnedPair {
  const [first] = pairs;
  if (first === undefined) throw new Error("there is nothing to add up");
  const counts = new Map<number, number>();
  for (const { cells } of pairs)
    for (let at = 0; at < cells.length; at += 3) {
      const key = (cells[at]! + SPAN / 2) * SPAN + cells[at + 1]! + SPAN / 2;
      counts.set(key, (counts.get(key) ?? 0) + cells[at + 2]!);
    }
  return { x: first.x, y: first.y, cells: cellsOf(counts) };
}

function cellsOf(counts: ReadonlyMap<number, number>): readonly number[] {
  return [...counts.keys()]
    .sort((a, b) => a - b)
    .flatMap((key) => [Math.floor(key / SPAN) - SPAN / 2, (key % SPAN) - SPAN / 2, counts.get(key)!]);
}
