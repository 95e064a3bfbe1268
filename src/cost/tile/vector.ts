import { WORKERS } from "./amp.ts";
import type { TileWork } from "./tile-work.ts";

/** Vector format: `half` handles four elements a cycle where a kernel can, `float` two. */
export type VectorFormat = "half" | "float";

/** One elementwise or row-wise kernel over the tiles: T = fixed + c · n on n elements of a tile. */
export interface VectorKernel {
  /** Tile cycles per element, over all supersteps. */
  readonly half: number;
  readonly float: number;
  /** Launches and worker overheads: 11 + 6 · overhead for each compute set. */
  readonly fixedCycles: number;
  /** Compute sets in a row; each is followed by a sync and, for row-wise kernels, an exchange. */
  readonly supersteps: number;
  /** Operands in and results out, of one element: bytes between SRAM and the vector unit. */
  readonly movedBytes: Readonly<Record<VectorFormat, number>>;
  /** Of one element. */
  readonly flops: number;
  /** Published: one PopLibs vertex. Assumed: a recipe of such vertices. */
  readonly status: "published" | "assumed";
}

/** Supervisor cycles to launch one compute set. PopLibs popopsCycleEstimators.cpp 63-85 (published). */
const LAUNCH_CYCLES = 11;

/** `work`: operands in and results out of one element, then its FLOPs; read off the operation (assumed). */
function vertex(
  half: number,
  float: number,
  workerOverhead: number,
  [operands, flops]: readonly [number, number],
): VectorKernel {
  const fixedCycles = LAUNCH_CYCLES + WORKERS * workerOverhead;
  const movedBytes = { half: 2 * operands, float: 4 * operands };
  return { half, float, fixedCycles, supersteps: 1, movedBytes, flops, status: "published" };
}

/** Steps that do not wait for each other share a superstep, hence fewer `supersteps` than steps. */
function recipe(supersteps: number, ...steps: readonly VectorKernel[]): VectorKernel {
  const sum = (of: (step: VectorKernel) => number): number =>
    steps.reduce((total, step) => total + of(step), 0);
  return {
    half: sum((step) => step.half),
    float: sum((step) => step.float),
    fixedCycles: sum((step) => step.fixedCycles),
    supersteps,
    movedBytes: { half: sum((step) => step.movedBytes.half), float: sum((step) => step.movedBytes.float) },
    flops: sum((step) => step.flops),
    status: "assumed",
  };
}

/** What a kernel with one result of each element reads and computes for it. */
const ONE_IN = [2, 1] as const;
const TWO_IN = [3, 1] as const;
/** A function without an instruction of its own: about five FLOPs (workload tables of vector units). */
const FUNCTION = [2, 5] as const;
const FUNCTION_GRADIENT = [3, 5] as const;
const MOVE = [2, 0] as const;

/**
 * Single vertices, cycles per element half and float, and worker overhead.
 *
 * Source: PopLibs popopsCycleEstimators.hpp 104-520 (cycles), .cpp 63-85 and 1493-1660 (overheads); popnn
 * PerformanceEstimation.hpp 18-92 (relu, tanh, sigmoid, gelu, swish and gradients, whose file calls gelu unverified);
 * lib/popops/PerformanceEstimation.cpp 267-304 (cast); poplin PerformanceEstimation.hpp 1560-1637 (sums).
 */
const add = vertex(0.75, 1.5, 28, TWO_IN);
const multiply = vertex(0.75, 1.5, 28, TWO_IN);
const scaledAdd = vertex(0.75, 1.5, 28, [3, 2]);
const scale = vertex(0.5, 1, 20, ONE_IN);
const exp = vertex(1, 3, 33, ONE_IN);
const square = vertex(0.5, 1, 17, ONE_IN);
const sqrt = vertex(5.75, 5, 17, ONE_IN);
const rsqrt = vertex(4.75, 4, 17, ONE_IN);
const divide = vertex(5.25, 5, 28, TWO_IN);
const cast = vertex(0.5, 0.5, 17, MOVE);
const sumRows = vertex(0.375, 0.75, 32, [1, 1]);
const swish = vertex(1.25, 5, 17, [2, 2]);
const swishGradient = vertex(1.25, 5, 28, FUNCTION_GRADIENT);

/** A float master copy of a parameter is updated in float whatever the working format, and cast down. */
const masterUpdate: VectorKernel = {
  half: scaledAdd.float + cast.half,
  float: scaledAdd.float,
  fixedCycles: scaledAdd.fixedCycles + cast.fixedCycles,
  supersteps: 2,
  movedBytes: { half: scaledAdd.movedBytes.float + 4 + 2, float: scaledAdd.movedBytes.float },
  flops: scaledAdd.flops,
  status: "assumed",
};
const softmax = recipe(5, sumRows, add, exp, sumRows, scale);
/** Two moments, their decay, root, quotient, and decay of the parameter. */
const adam = recipe(5, scaledAdd, square, scaledAdd, sqrt, add, divide, scaledAdd, masterUpdate);

/**
 * Kernels by name. Recipes: softmax = row maximum (as a sum), subtract, exp, sum, scale by 1/sum; norms = moments,
 * rsqrt a row (neglected), normalise, scale (and shift); batch and group norms as PopLibs Norms.cpp 130-530 has them, a
 * factor a channel; gated = swish of one half times the other.
 */
export const VECTOR_KERNELS = {
  add,
  addInPlace: vertex(0.75, 1.5, 58, TWO_IN),
  multiply,
  scaledAdd,
  scale,
  exp,
  square,
  sqrt,
  rsqrt,
  divide,
  log: vertex(1, 6, 17, ONE_IN),
  maximum: vertex(1, 1.5, 28, TWO_IN),
  cast,
  /** Two operands and a condition in, one out; no published figure. */
  select: { ...vertex(2, 2, 28, [4, 0]), status: "assumed" },
  copy: vertex(0.25, 0.5, 12, MOVE),
  sumRows,
  relu: vertex(0.25, 0.5, 17, ONE_IN),
  reluGradient: vertex(0.75, 1.5, 28, TWO_IN),
  tanh: vertex(0.5, 5, 17, ONE_IN),
  tanhGradient: vertex(0.75, 1.5, 28, [3, 3]),
  sigmoid: vertex(1, 5, 17, ONE_IN),
  gelu: vertex(1.25, 5, 17, FUNCTION),
  geluGradient: vertex(1.25, 5, 28, FUNCTION_GRADIENT),
  swish,
  dropout: { ...vertex(0.875, 1.5, 28, ONE_IN), status: "assumed" },
  dropoutGradient: { ...multiply, status: "assumed" },
  gated: recipe(2, swish, multiply),
  gatedGradient: recipe(3, multiply, swishGradient, swish, multiply),
  softmax,
  softmaxGradient: recipe(4, multiply, sumRows, add, multiply),
  layernorm: recipe(5, sumRows, sumRows, add, scale, multiply, add),
  layernormGradient: recipe(
    6,
    multiply,
    sumRows,
    sumRows,
    multiply,
    sumRows,
    multiply,
    sumRows,
    scaledAdd,
    scaledAdd,
    scale,
  ),
  rmsnorm: recipe(4, square, sumRows, scale, multiply),
  rmsnormGradient: recipe(5, multiply, sumRows, multiply, multiply, sumRows, scaledAdd, scale),
  // Mean and mean square, then over all tiles of a channel; less the mean, over the deviation, gain, offset.
  batchnorm: recipe(6, sumRows, sumRows, scale, scale, scale, scale),
  // Whitened again; gradients of gain and offset; of the statistics; of the input.
  batchnormGradient: recipe(
    8,
    scale,
    scale,
    multiply,
    sumRows,
    sumRows,
    scale,
    multiply,
    sumRows,
    sumRows,
    scale,
    scale,
    scaledAdd,
  ),
  // Nine values compared an output; in backward each input looks for its output.
  maxPool: { ...vertex(9 * 0.25, 9 * 0.5, 40, [9 + 1, 9]), status: "assumed" },
  maxPoolGradient: { ...vertex(9 * 0.5, 9, 40, [9 * 2 + 1, 9]), status: "assumed" },
  // To other tiles at four bytes a cycle, and into place in atoms of eight bytes. PopLibs ConvModel.cpp 1563-1591.
  rearrange: {
    half: 2 / 4 + 2 * 0.44,
    float: 4 / 4 + 4 * 0.44,
    fixedCycles: 587,
    supersteps: 1,
    // Read to be sent, written where it arrives, read and written into place.
    movedBytes: { half: 4 * 2, float: 4 * 4 },
    flops: 0,
    status: "assumed",
  },
  // The same by single elements: rows that move by one lose what kept eight bytes together. Same source.
  shift: {
    half: 2 / 4 + 2 * 5.15,
    float: 4 / 4 + 4 * 3.13,
    fixedCycles: 587,
    supersteps: 1,
    movedBytes: { half: 4 * 2, float: 4 * 4 },
    flops: 0,
    status: "assumed",
  },
  sigmoidGradient: vertex(0.75, 1.5, 28, [3, 3]),
  swishGradient,
  rope: recipe(2, multiply, multiply, add),
  ropeGradient: recipe(2, multiply, multiply, add),
  crossEntropy: recipe(6, softmax, add),
  adam,
  lamb: recipe(8, adam, square, sumRows, square, sumRows, scale),
  lars: recipe(7, square, sumRows, square, sumRows, scale, scaledAdd, masterUpdate),
  momentum: recipe(2, scaledAdd, masterUpdate),
  adafactor: recipe(7, square, sumRows, sumRows, rsqrt, multiply, multiply, scaledAdd, masterUpdate),
  gather: recipe(2, vertex(1, 1, 30, MOVE)),
  scatterAdd: recipe(2, vertex(1.5, 3, 33, TWO_IN)),
} as const satisfies Record<string, VectorKernel>;

export type VectorKernelName = keyof typeof VECTOR_KERNELS;

/** Of `elements` elements in all, on tiles of which the fullest has `perTile`. */
export function vectorWork(
  name: VectorKernelName,
  { elements, perTile }: { readonly elements: number; readonly perTile: number },
  format: VectorFormat,
): TileWork {
  const kernel: VectorKernel = VECTOR_KERNELS[name];
  const tiles = perTile > 0 ? elements / perTile : 0;
  return {
    cycles: elements * kernel[format] + tiles * kernel.fixedCycles,
    movedBytes: elements * kernel.movedBytes[format],
    flops: elements * kernel.flops,
  };
}

/** Tile cycles of a kernel over `elements` elements on the fullest tile: T = fixed + c · elements, without syncs. */
export function vectorCycles(name: VectorKernelName, elements: number, format: VectorFormat): number {
  const kernel: VectorKernel = VECTOR_KERNELS[name];
  return kernel.fixedCycles + kernel[format] * elements;
}
