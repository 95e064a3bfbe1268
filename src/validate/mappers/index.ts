import type { Mapper } from "../mapper.ts";
import { ampOnTile } from "./amp-on-tile.ts";
import { attentionDecode } from "./attention-decode.ts";
import { matmulDense } from "./matmul-dense.ts";
import { matmulSparse } from "./matmul-sparse.ts";

/** Mappers of single kernels and transfers, by group. */
export const KERNEL_MAPPERS: Readonly<Record<string, Mapper>> = {
  "amp-on-tile": ampOnTile,
  "matmul-dense": matmulDense,
  "matmul-sparse": matmulSparse,
  "attention-decode": attentionDecode,
};
