/**
 * Counts of points in two dimensions that can be added up from parts in any order. Nothing has to be known about the
 * range: each value falls into one of so many bins between two powers of two, as fine as leaves about MOST_BINS on an
 * axis. Coarser bins are pairs of finer ones, so that parts of unequal fineness still add up.
 */
export interface BinnedPair {
  readonly x: string;
  readonly y: string;
  /** Bins between two powers of two, on each axis: a power of two itself, from 1/4 to 1024. */
  readonly xBinsPerOctave: number;
  readonly yBinsPerOctave: number;
  /** x bin, y bin, count, one triple after the other, in ascending order of bins. */
  readonly cells: readonly number[];
}

/** 0.07 % wide. */
const FINEST = 1024;
const COARSEST = 1 / 4;
/** Bins that hold values on one axis, zero aside. */
const MOST_BINS = 128;
/** Octaves from the smallest double to the bin 0, which holds the value 0; negative values mirror the positive. */
const OFFSET_OCTAVES = 1100;
const UNKNOWN = 2 ** 31 - 1;

/** Number of the bin of a value. */
export function binOf(value: number, binsPerOctave: number): number {
  if (value === 0) return 0;
  const bin = OFFSET_OCTAVES * binsPerOctave + Math.floor(Math.log2(Math.abs(value)) * binsPerOctave);
  return value > 0 ? bin : -bin;
}

/** Where a bin begins and ends. */
export function binEdges(bin: number, binsPerOctave: number): readonly [low: number, high: number] {
  if (bin === 0) return [0, 0];
  const edge = (number: number): number => 2 ** (number / binsPerOctave - OFFSET_OCTAVES);
  return bin > 0 ? [edge(bin), edge(bin + 1)] : [-edge(-bin + 1), -edge(-bin)];
}

/** The bin of half the fineness that a bin lies in. */
const halved = (bin: number): number => (bin >= 0 ? bin >> 1 : -(-bin >> 1));

export function binPair(
  { x, y }: { readonly x: string; readonly y: string },
  columns: readonly [Float64Array, Float64Array],
  rows: ArrayLike<number>,
): BinnedPair {
  const count = rows.length;
  const [xs, ys] = [new Int32Array(count), new Int32Array(count)];
  for (let at = 0; at < count; at++) {
    const [xValue, yValue] = [columns[0][rows[at]!]!, columns[1][rows[at]!]!];
    const isKnown = Number.isFinite(xValue) && Number.isFinite(yValue);
    xs[at] = isKnown ? binOf(xValue, FINEST) : UNKNOWN;
    ys[at] = isKnown ? binOf(yValue, FINEST) : UNKNOWN;
  }
  return counted({ x, y }, { xs, ys, counts: undefined }, [FINEST, FINEST]);
}

/** The same pair from several parts, added up. */
export function addBins(pairs: readonly BinnedPair[]): BinnedPair {
  const [first] = pairs;
  if (first === undefined) throw new Error("there is nothing to add up");
  const xFineness = Math.min(...pairs.map(({ xBinsPerOctave }) => xBinsPerOctave));
  const yFineness = Math.min(...pairs.map(({ yBinsPerOctave }) => yBinsPerOctave));
  const cells = pairs.reduce((sum, pair) => sum + pair.cells.length / 3, 0);
  const [xs, ys, counts] = [new Int32Array(cells), new Int32Array(cells), new Float64Array(cells)];
  let next = 0;
  for (const { cells, xBinsPerOctave, yBinsPerOctave } of pairs)
    for (let at = 0; at < cells.length; at += 3, next++) {
      xs[next] = coarser(cells[at]!, xBinsPerOctave / xFineness);
      ys[next] = coarser(cells[at + 1]!, yBinsPerOctave / yFineness);
      counts[next] = cells[at + 2]!;
    }
  return counted({ x: first.x, y: first.y }, { xs, ys, counts }, [xFineness, yFineness]);
}

function coarser(bin: number, times: number): number {
  let result = bin;
  for (let left = times; left > 1; left /= 2) result = halved(result);
  return result;
}

interface Binned {
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  /** Points of each entry; absent: one. */
  readonly counts: Float64Array | undefined;
}

/** Coarsens both axes to what is wanted, and counts. */
function counted(
  names: { readonly x: string; readonly y: string },
  { xs, ys, counts }: Binned,
  [xFineness, yFineness]: readonly [number, number],
): BinnedPair {
  const [xAxis, yAxis] = [coarsened(xs, xFineness), coarsened(ys, yFineness)];
  const sums = new Float64Array(xAxis.bins * yAxis.bins);
  for (let at = 0; at < xs.length; at++)
    if (xs[at] !== UNKNOWN)
      sums[xAxis.place(xs[at]!) * yAxis.bins + yAxis.place(ys[at]!)]! += counts?.[at] ?? 1;
  const cells: number[] = [];
  for (let x = 0; x < xAxis.bins; x++)
    for (let y = 0; y < yAxis.bins; y++) {
      const sum = sums[x * yAxis.bins + y]!;
      if (sum > 0) cells.push(xAxis.binAt(x), yAxis.binAt(y), sum);
    }
  return { ...names, xBinsPerOctave: xAxis.fineness, yBinsPerOctave: yAxis.fineness, cells };
}

interface BinnedAxis {
  readonly fineness: number;
  readonly bins: number;
  /** Bins in a row: negative, zero, positive. */
  readonly place: (bin: number) => number;
  readonly binAt: (place: number) => number;
}

/** Halves the fineness of an axis, in place, until its values lie within MOST_BINS bins. */
function coarsened(bins: Int32Array, from: number): BinnedAxis {
  let span = spanOf(bins);
  let fineness = from;
  for (; span.negative + span.positive > MOST_BINS && fineness > COARSEST; fineness /= 2) {
    for (let at = 0; at < bins.length; at++) if (bins[at] !== UNKNOWN) bins[at] = halved(bins[at]!);
    span = spanOf(bins);
  }
  const { negative, positive, lowest, least } = span;
  return {
    fineness,
    bins: negative + 1 + positive,
    place: (bin) => (bin < 0 ? bin - lowest : bin === 0 ? negative : negative + 1 + bin - least),
    binAt: (place) =>
      place < negative ? place + lowest : place === negative ? 0 : place - negative - 1 + least,
  };
}

/** From the lowest to the highest negative bin, and from the lowest to the highest positive one. */
function spanOf(bins: Int32Array): {
  readonly negative: number;
  readonly positive: number;
  readonly lowest: number;
  readonly least: number;
} {
  let [lowest, highest, least, most] = [0, -UNKNOWN, UNKNOWN, 0];
  for (const bin of bins) {
    if (bin === UNKNOWN || bin === 0) continue;
    if (bin < 0) {
      if (bin < lowest) lowest = bin;
      if (bin > highest) highest = bin;
    } else {
      if (bin < least) least = bin;
      if (bin > most) most = bin;
    }
  }
  const negative = lowest < 0 ? highest - lowest + 1 : 0;
  return { negative, positive: most > 0 ? most - least + 1 : 0, lowest, least };
}
