import { scanTemporaryBytes, type ScanShape, type ScanTarget } from "../../cost/tile/selective-scan.ts";
import type { OfKind, Operator, OperatorKind } from "../../workload/graph/operator-graph.ts";
import type { PlanChoice } from "../plan.ts";
import { CODE_BYTES_PER_OPERATOR, CODE_BYTES_PER_VECTOR_OPERATOR } from "./memory-constants.ts";
import {
  convolutionBytes,
  matmulBytes,
  matmulTiles,
  type ShapeChoice,
  type TilePlans,
} from "./temporary-bytes.ts";

/** Tiles that compute, and how products are divided over them. */
export interface WorkingTiles {
  readonly plans: TilePlans;
  readonly tile: Pick<ScanTarget, "tiles" | "elementBytes">;
}

/** What an operator takes of a chip: one record a kind, none of whose entries can be forgotten. */
export interface OperatorMemory<O extends Operator> {
  /** Elements it hands on, for ONE sample, on one chip. */
  outputElements(op: O, tensorParallel: number): number;
  /** Bytes beside the tensors themselves that the fullest tile needs while it runs: operand blocks and partials. */
  temporaryBytes(op: O, backward: boolean, choice: ShapeChoice, on: WorkingTiles): number;
  /** Tiles that have a part in its work, where the division is known; undefined where it is even. */
  tilesAtWork(
    op: O,
    backward: boolean,
    choice: Pick<PlanChoice, "microBatch" | "tensorParallel">,
    plans: TilePlans,
  ): number | undefined;
  /** Its weights are laid out in whole blocks of the matrix unit. */
  readonly inBlocks: boolean;
  /**
   * The gradient of its weights is there as a whole before it is added to the accumulator. Rows of a table are added
   * where they belong at once (PopART: sparse accumulation).
   */
  readonly wholeGradient: boolean;
  readonly program: {
    /** What its vertices run: operators that name the same share its code, whatever their shapes. */
    codelet(op: O): string;
    /** Programs in training: forward, and gradients of input and weights as far as they are programs of their own. */
    readonly directions: number;
    /** Exchange phases of each. */
    readonly phases: number;
    /** Code of each on a tile. */
    readonly bytes: number;
  };
}

/** Exchange phases of a matmul or convolution: field, weights, partials. Its gradients are programs of their own. */
const PRODUCT = { directions: 3, phases: 3, bytes: CODE_BYTES_PER_OPERATOR.value };
const VECTOR = { directions: 2, phases: 1, bytes: CODE_BYTES_PER_VECTOR_OPERATOR.value };

const OPERATOR_MEMORY: { readonly [K in OperatorKind]: OperatorMemory<OfKind<K>> } = {
  matmul: {
    outputElements: ({ groups, rows, columns, split }, tensorParallel) =>
      (groups * rows * columns) / (split === "column" || split === "heads" ? tensorParallel : 1),
    temporaryBytes: (op, backward, choice, { plans }) => matmulBytes(op, backward, choice, plans),
    tilesAtWork: matmulTiles,
    inBlocks: true,
    wholeGradient: true,
    program: { ...PRODUCT, codelet: ({ sparsity }) => (sparsity === undefined ? "matmul" : "sparse matmul") },
  },
  convolution: {
    outputElements: ({ outputSize, outChannels }) => outputSize ** 2 * outChannels,
    temporaryBytes: (op, backward, choice, { plans }) => convolutionBytes(op, backward, choice, plans),
    tilesAtWork: () => undefined,
    inBlocks: true,
    wholeGradient: true,
    program: { ...PRODUCT, codelet: () => "convolution" },
  },
  vector: {
    outputElements: ({ elements, split }, tensorParallel) =>
      elements / (split === "none" ? 1 : tensorParallel),
    temporaryBytes: () => 0,
    tilesAtWork: () => undefined,
    inBlocks: false,
    wholeGradient: true,
    program: { ...VECTOR, codelet: (op) => op.function },
  },
  gather: {
    outputElements: ({ rows, width }) => rows * width,
    temporaryBytes: () => 0,
    tilesAtWork: () => undefined,
    inBlocks: false,
    wholeGradient: false,
    program: { ...VECTOR, codelet: () => "gather" },
  },
  scan: {
    outputElements: ({ steps, channels }, tensorParallel) => (steps * channels) / tensorParallel,
    temporaryBytes: (op, backward, { microBatch, tensorParallel }, { tile }) => {
      const shape = scanShape(op, microBatch, tensorParallel);
      return scanTemporaryBytes(shape, tile, backward ? "backward" : "forward");
    },
    tilesAtWork: () => undefined,
    inBlocks: false,
    wholeGradient: true,
    program: { ...VECTOR, codelet: () => "scan" },
  },
};

/** The scans of a micro-batch on one chip: channels are what tensor parallelism divides. */
export function scanShape(
  { steps, channels, state }: OfKind<"scan">,
  sequences: number,
  tensorParallel: number,
): ScanShape {
  return { sequences, steps, channels: Math.ceil(channels / tensorParallel), state };
}

/** What an operator's kind takes of a chip. */
export function operatorMemory({ kind }: Operator): OperatorMemory<Operator> {
  return OPERATOR_MEMORY[kind];
}

/** Elements an operator hands on, for ONE sample, on one chip. */
export function outputElements(op: Operator, tensorParallel: number): number {
  return operatorMemory(op).outputElements(op, tensorParallel);
}
