/**
 * Rank of each row: 0 is the Pareto front, 1 the front of what is left without it, and so on. Columns are costs;
 * equal rows have equal ranks, and a row with a NaN the rank after all others.
 *
 * Efficient non-dominated sort, sequential: in lexicographic order a row belongs to the first front of which no
 * member beats it. Source: Zhang et al. 2015, IEEE Trans. Evol. Comput. 19(2), ENS-SS.
 */
export function nondominatedRanks(columns: readonly Float64Array[]): Int32Array {
  const count = columns[0]?.length ?? 0;
  const ranks = new Int32Array(count);
  const known: number[] = [];
  for (let row = 0; row < count; row++)
    if (columns.some((column) => Number.isNaN(column[row]!))) ranks[row] = -1;
    else known.push(row);
  known.sort((a, b) => compareRows(columns, a, b));
  const fronts: number[][] = [];
  for (const row of known) {
    let rank = 0;
    while (rank < fronts.length && isBeaten(columns, fronts[rank]!, row)) rank++;
    if (rank === fronts.length) fronts.push([]);
    fronts[rank]!.push(row);
    ranks[row] = rank;
  }
  for (let row = 0; row < count; row++) if (ranks[row] === -1) ranks[row] = fronts.length;
  return ranks;
}

function compareRows(columns: readonly Float64Array[], a: number, b: number): number {
  for (const column of columns) if (column[a]! !== column[b]!) return column[a]! - column[b]!;
  return a - b;
}

/** The members that came last are nearest in the order, and beat most often. */
function isBeaten(columns: readonly Float64Array[], front: readonly number[], row: number): boolean {
  for (let at = front.length - 1; at >= 0; at--) if (dominates(columns, front[at]!, row)) return true;
  return false;
}

/** Row `a` is as good as row `b` on every cost and better on one. */
export function dominates(columns: readonly Float64Array[], a: number, b: number): boolean {
  let isBetter = false;
  for (const column of columns) {
    if (column[a]! > column[b]!) return false;
    if (column[a]! < column[b]!) isBetter = true;
  }
  return isBetter;
}
