/**
 * What the memory model assumes beyond the specs. Reports list these with the other inputs.
 */
export interface ModelConstant {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly status: "published" | "measured" | "derived" | "calibrated" | "assumed";
  readonly source: string;
}

/** Stacks, control program and host-exchange code on every tile. */
export const CODE_BASE_BYTES_PER_TILE: ModelConstant = {
  id: "codeBaseBytesPerTile",
  value: 24 * 1024,
  unit: "B",
  status: "assumed",
  source:
    "a four-step program on GC2 holds 4-5 KB of stack, control and host code per tile (TensorFlow-Poplar report)",
};

/** Vertex, control and exchange code of one distinct matmul or convolution in one direction. */
export const CODE_BYTES_PER_OPERATOR: ModelConstant = {
  id: "codeBytesPerOperatorPerTile",
  value: 1300,
  unit: "B",
  status: "measured",
  source:
    "0.86-1.68 KB per tile and distinct matmul (Poplar tutorial 4 profile); identical layers share code",
};

/**
 * The same for one elementwise operator or norm: its vertex is shared with all of its kind, what is its own is control
 * and a phase of exchange.
 */
export const CODE_BYTES_PER_VECTOR_OPERATOR: ModelConstant = {
  id: "codeBytesPerVectorOperatorPerTile",
  value: 300,
  unit: "B",
  status: "assumed",
  source:
    "32 B a phase, 12 a fragment, 8 a message for about ten of each, and as much control; BERT-class programs hold 40-100 KB of code per tile",
};

/** How much fuller the fullest tile is than the mean of the tiles in use. */
export const TILE_IMBALANCE: ModelConstant = {
  id: "tileImbalance",
  value: 1.05,
  unit: "",
  status: "assumed",
  source: "gaps between memory elements and uneven splits; no published figure",
};

/** Share of a layer's saved activations that tensor parallelism leaves replicated on every chip. */
export const REPLICATED_ACTIVATION_FRACTION: ModelConstant = {
  id: "replicatedActivationFraction",
  value: 10 / 34,
  unit: "",
  status: "published",
  source: "Korthikanti 2022, arXiv:2205.05198, eq. 2: sbh(10 + 24/t)",
};

export const MEMORY_CONSTANTS: readonly ModelConstant[] = [
  CODE_BASE_BYTES_PER_TILE,
  CODE_BYTES_PER_OPERATOR,
  CODE_BYTES_PER_VECTOR_OPERATOR,
  TILE_IMBALANCE,
  REPLICATED_ACTIVATION_FRACTION,
];
