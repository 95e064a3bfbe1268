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

/** What every tile holds whatever its program: stacks, the control program's frame and host-exchange code. */
export const CODE_BASE_BYTES_PER_TILE: ModelConstant = {
  id: "codeBaseBytesPerTile",
  value: 4500,
  unit: "B",
  status: "measured",
  source:
    "a program of four steps on GC2 holds 4-5 KB of stack, control and host code per tile (TensorFlow-Poplar report)",
};

/** Machine code of one codelet on each tile that runs it, shared by all of its vertices. */
export const CODE_BYTES_PER_CODELET: ModelConstant = {
  id: "codeBytesPerCodeletPerTile",
  value: 1000,
  unit: "B",
  status: "assumed",
  source:
    "some 200 instructions; with it a training program of twenty codelets, a language model's, keeps 24 KiB before its operators, within the 40-100 KB per tile of BERT-class programs",
};

/** Vertex state, control and exchange code of one distinct matmul or convolution in one direction. */
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
  source: "a phase of exchange and a little control; BERT-class programs hold 40-100 KB of code per tile",
};

/** What of an operator's code each of its exchange phases takes. */
export const EXCHANGE_CODE_BYTES_PER_PHASE: ModelConstant = {
  id: "exchangeCodeBytesPerPhase",
  value: 32 + 12 * 10 + 8 * 10,
  unit: "B",
  status: "assumed",
  source:
    "32 B a phase, 12 a fragment received, 8 a message sent (three control words a fragment), ten of each",
};

/** Room that no variable fits: between code, which has its own region, and data, and where regions meet. */
export const GAP_BYTES_PER_TILE: ModelConstant = {
  id: "gapBytesPerTile",
  value: 8 * 1024,
  unit: "B",
  status: "assumed",
  source: "half a memory element of 16 KiB; a variable lies within one region",
};

/** Share of a layer's saved activations that tensor parallelism leaves replicated on every chip (roofline chips). */
export const REPLICATED_ACTIVATION_FRACTION: ModelConstant = {
  id: "replicatedActivationFraction",
  value: 10 / 34,
  unit: "",
  status: "published",
  source: "Korthikanti 2022, arXiv:2205.05198, eq. 2: sbh(10 + 24/t)",
};

export const MEMORY_CONSTANTS: readonly ModelConstant[] = [
  CODE_BASE_BYTES_PER_TILE,
  CODE_BYTES_PER_CODELET,
  CODE_BYTES_PER_OPERATOR,
  CODE_BYTES_PER_VECTOR_OPERATOR,
  EXCHANGE_CODE_BYTES_PER_PHASE,
  GAP_BYTES_PER_TILE,
  REPLICATED_ACTIVATION_FRACTION,
];
