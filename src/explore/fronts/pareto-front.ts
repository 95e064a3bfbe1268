/**
 * Rows that no other row beats: none is as good on every objective and better on one. Columns are costs (smaller is
 * better); of equal rows the first stands for all; a row with a NaN is never on the front. `rows` are those to look at, ascending.
 *
 * Two passes. An archive of the front so far, bounded, in which a row that covers another moves halfway to the front,
 * throws out most rows at the price of one comparison. The rest are taken in lexicographic order, where a row can only be beaten by one
 * before it: on two objectives by the least cost so far, on more by a search of the front so far, again by merit.
 */
export function paretoFront(columns: readonly Float64Array[], rows?: ArrayLike<number>): Uint32Array {
  const survivors = screened(columns, rows);
  survivors.sort((a, b) => compareRows(columns, a, b));
  const front = columns.length <= 2 ? sweptFront(columns, survivors) : searchedFront(columns, survivors);
  return Uint32Array.from(front).sort();
}

/** A front of so many rows is found by the archive alone; what is left over is sorted. More pay on more objectives. */
const archiveRows = (objectives: number): number => (objectives <= 2 ? 64 : 1024);

/** Rows that the archive does not cover, in their order. */
function screened(columns: readonly Float64Array[], rows: ArrayLike<number> | undefined): number[] {
  const archive: Archive = {
    costs: new Float64Array(archiveRows(columns.length) * columns.length),
    most: archiveRows(columns.length),
    kept: 0,
  };
  const own = new Float64Array(columns.length);
  const survivors: number[] = [];
  const count = rows?.length ?? columns[0]?.length ?? 0;
  for (let at = 0; at < count; at++) {
    const row = rows === undefined ? at : rows[at]!;
    if (!readRow(columns, row, own) || isCovered(archive, own)) continue;
    survivors.push(row);
    remember(archive, own);
  }
  return survivors.filter((row) => readRow(columns, row, own) && !isBeaten(archive, own));
}

interface Archive {
  /** One row after the other; no row covers another. */
  readonly costs: Float64Array;
  readonly most: number;
  kept: number;
}

/** False where a cost is unknown. */
function readRow(columns: readonly Float64Array[], row: number, into: Float64Array): boolean {
  let isKnown = true;
  for (let column = 0; column < into.length; column++) {
    const cost = columns[column]![row]!;
    into[column] = cost;
    if (cost !== cost) isKnown = false;
  }
  return isKnown;
}

/** A row of the archive is as good on every cost; that row moves halfway to the front. */
function isCovered({ costs, kept }: Archive, own: Float64Array): boolean {
  const width = own.length;
  const end = kept * width;
  for (let start = 0; start < end; start += width) {
    let column = 0;
    while (column < width && costs[start + column]! <= own[column]!) column++;
    if (column < width) continue;
    const ahead = ((start / width) >> 1) * width;
    for (column = 0; start > 0 && column < width; column++) {
      const theirs = costs[start + column]!;
      costs[start + column] = costs[ahead + column]!;
      costs[ahead + column] = theirs;
    }
    return true;
  }
  return false;
}

/** A row of the archive is as good on every cost, and another row. */
function isBeaten({ costs, kept }: Archive, own: Float64Array): boolean {
  const width = own.length;
  for (let start = 0; start < kept * width; start += width) {
    let column = 0;
    let isSame = true;
    for (; column < width && costs[start + column]! <= own[column]!; column++)
      if (costs[start + column] !== own[column]) isSame = false;
    if (column === width && !isSame) return true;
  }
  return false;
}

/** Takes a row in, if there is room, and throws out those it covers. */
function remember(archive: Archive, own: Float64Array): void {
  const { costs, most } = archive;
  const width = own.length;
  let kept = 0;
  for (let at = 0; at < archive.kept; at++) {
    let column = 0;
    while (column < width && own[column]! <= costs[at * width + column]!) column++;
    if (column === width) continue;
    if (kept < at) costs.copyWithin(kept * width, at * width, (at + 1) * width);
    kept++;
  }
  if (kept < most) costs.set(own, kept++ * width);
  archive.kept = kept;
}

function compareRows(columns: readonly Float64Array[], a: number, b: number): number {
  for (const column of columns) {
    const [left, right] = [column[a]!, column[b]!];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a - b;
}

/** Of rows in lexicographic order, those whose last cost is below all before. */
function sweptFront(columns: readonly Float64Array[], ordered: readonly number[]): number[] {
  const last = columns.at(-1);
  const front: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const row of ordered) {
    const cost = last?.[row] ?? 0;
    if (front.length > 0 && cost >= least) continue;
    front.push(row);
    least = cost;
  }
  return columns.length === 1 ? front.slice(0, 1) : front;
}

/** Of rows in lexicographic order, those that none before covers; the first cost need not be asked. */
function searchedFront(columns: readonly Float64Array[], ordered: readonly number[]): number[] {
  const width = columns.length - 1;
  const costs = new Float64Array(ordered.length * width);
  const order: number[] = [];
  const front: number[] = [];
  for (const [at, row] of ordered.entries()) {
    const own = at * width;
    for (let column = 0; column < width; column++) costs[own + column] = columns[column + 1]![row]!;
    const by = order.findIndex((other) => covers(costs, { other: other * width, own, width }));
    if (by > 0) {
      const strong = order[by]!;
      order[by] = order[by >> 1]!;
      order[by >> 1] = strong;
    }
    if (by >= 0) continue;
    order.push(at);
    front.push(row);
  }
  return front;
}

function covers(
  costs: Float64Array,
  { other, own, width }: { readonly other: number; readonly own: number; readonly width: number },
): boolean {
  for (let column = 0; column < width; column++)
    if (costs[other + column]! > costs[own + column]!) return false;
  return true;
}
