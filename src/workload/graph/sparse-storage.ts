import type { SparsitySpec } from "../../spec/kinds/sparsity-spec.ts";

/** A matrix of which a share `density` of the b × b blocks is kept. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly density: number;
  readonly block: SparsitySpec["block"];
}

/** Places in a row of up to so many columns (or blocks) take two bytes, else four. */
const SHORT_INDEX_COLUMNS = 2 ** 16;
const POINTER_BYTES = 4;

/** Weights that are kept, whole blocks of them. */
export function keptElements({ rows, columns, density, block }: SparseMatrix): number {
  return Math.round((rows / block) * (columns / block) * density) * block ** 2;
}

/**
 * Bytes that say where the kept weights are: compressed sparse rows, of blocks where they are kept in blocks.
 *
 *   kept blocks · (2 B, or 4 B beyond 65,536 columns of blocks) + (rows / b + 1) · 4 B
 *
 * With 16-bit values a kept weight takes 4 B in CSR, and little more than 2 B in blocks of 16. Source: Saad 2003,
 * Iterative Methods for Sparse Linear Systems, §3.4 (CSR, BSR); widths as PopLibs and cuSPARSE have them.
 */
export function indexBytes(matrix: SparseMatrix): number {
  const { rows, columns, block } = matrix;
  const place = columns / block <= SHORT_INDEX_COLUMNS ? 2 : 4;
  return (keptElements(matrix) / block ** 2) * place + (Math.ceil(rows / block) + 1) * POINTER_BYTES;
}
