import { hasBackward, gradientsOf } from "./gradients.ts";
import type { Operator, VectorFunction } from "./operator-graph.ts";

/**
 * What an operator of a block reads and leaves. Tensors are numbered: 0 is the block's input, k + 1 the result of
 * operator k.
 */
export interface OperatorFlow {
  readonly reads: readonly number[];
  /** Of what it reads or makes: what its backward needs. */
  readonly keeps: readonly number[];
  /** Its result may take the place of the first tensor it reads. */
  readonly inPlace: boolean;
}

/**
 * Which tensors the operators of a block pass to each other.
 *
 * An operator reads the result of the one before, but for the branches a block is made of: keys and values beside the
 * queries, the residual stream around a sublayer, a gate beside what it gates, the shortcut of a convolutional block.
 * Attention and feed-forward side by side are taken one after the other.
 */
export function dataFlow(operators: readonly Operator[]): readonly OperatorFlow[] {
  const at: Branches = {
    stream: 0,
    sublayer: 0,
    tokens: 0,
    scores: 0,
    query: 0,
    keyValue: 0,
    up: 0,
    side: 0,
    read: 0,
    sum: 0,
    aside: 0,
  };
  return operators.map((op, index) => {
    const reads = readsOf(op, index, at);
    moveOn(op, { index, reads, before: operators.slice(Math.max(0, index - 2), index) }, at);
    return { reads, keeps: keepsOf(op, reads, index + 1), inPlace: IN_PLACE.has(functionOf(op)) };
  });
}

/** Where the branches of a block stand, as tensors. */
interface Branches {
  /** What a sublayer's result is added to. */
  stream: number;
  /** What a sublayer's first matmul read, and keys, values and the gate after it. */
  sublayer: number;
  /** Tokens that a router sends to experts, which shared experts read too, and its scores of them. */
  tokens: number;
  scores: number;
  query: number;
  keyValue: number;
  up: number;
  /** What the last matrix read and made, for what fine-tuning adds beside it; for an adapter, what it is added to. */
  read: number;
  sum: number;
  /** What waits while a denoiser's step is embedded, or while an attention over pixels runs, to be added to. */
  aside: number;
  /** Main path of a convolutional block while its shortcut, or what scales it, is computed; experts' sum beside shared ones. */
  side: number;
}

function readsOf(op: Operator, previous: number, at: Branches): readonly number[] {
  if (op.kind === "matmul") {
    if (op.role === "key-value") return [isCross(op) ? 0 : at.sublayer];
    if (op.role === "scores") return [at.query, at.keyValue];
    if (op.role === "values") return [previous, at.keyValue];
    if (op.id.endsWith("low-rank-down")) return [at.read];
    if (op.id === "key-absorbed") return [at.query];
    if (op.id.startsWith("ffn-shared-") && !op.id.endsWith("-down")) return [at.tokens];
    return [op.id === "ffn-gate" ? at.sublayer : previous];
  }
  if (isAddedSum(op)) return [previous, at.sum];
  if (op.id === "ffn-dispatch") return [at.tokens];
  if (op.id === "ffn-combine-scale") return [previous, at.scores];
  if (op.id === "ffn-shared-sum") return [previous, at.side];
  if (op.id === "shortcut") return [0];
  if (op.id === "time-sum" || op.id === "pixels-residual") return [at.aside, previous];
  if (functionOf(op) === "multiply") return [at.side, previous];
  if (GATED.has(functionOf(op))) return at.up > 0 ? [previous, at.up] : [previous];
  if (isResidual(op)) return [previous, at.side > 0 ? at.side : at.stream];
  return [previous];
}

interface Place {
  readonly index: number;
  readonly reads: readonly number[];
  /** Up to two operators before this one. */
  readonly before: readonly Operator[];
}

/** Moves the branches on past an operator. */
function moveOn(op: Operator, { index, reads: [first = 0], before }: Place, at: Branches): void {
  const made = index + 1;
  if (op.kind === "matmul") {
    if (op.id === "ffn-up" && op.routing !== undefined) at.sublayer = first;
    else if (op.role === "query" || op.role === "router" || op.id === "ffn-up") {
      if (!beginsSublayer(before)) at.stream = first;
      at.sublayer = first;
    }
    if (op.role === "router") at.tokens = first;
    if (op.role === "query" || op.id === "query-up" || op.id === "key-absorbed") at.query = made;
    if (op.id === "key-value-up") at.keyValue = made;
    if (op.id === "ffn-shared-up") at.side = index;
    if (op.role === "key-value") at.keyValue = made;
    if (op.id.endsWith("-gate")) at.up = index;
    if (op.weight && op.role !== "low-rank" && op.role !== "adapter")
      Object.assign(at, { read: first, sum: made });
    if (op.id.endsWith("adapter-down")) at.sum = first;
  } else if (isAddedSum(op)) {
    if (at.query === at.sum) at.query = made;
    if (at.keyValue === at.sum) at.keyValue = made;
    at.sum = made;
  } else if (op.id === "pixels-norm" || op.id === "time-swish") at.aside = first;
  else if (isNorm(op) && beginsSublayer([...before.slice(-1), op])) at.stream = first;
  else if (op.id === "shortcut") at.side = index;
  else if (op.id === "squeeze-mean") at.side = first;
  else if (op.id === "ffn-router-softmax") at.scores = made;
  else if (isResidual(op) || op.id === "ffn-shared-sum" || functionOf(op) === "multiply") at.side = 0;
  else if (functionOf(op) === "bias" && first > 0) {
    if (first === at.query) at.query = made;
    if (first === at.keyValue) at.keyValue = made;
  }
}

/**
 * Whether the last of these is the norm that a sublayer begins with: it stands first, or after a residual that is not
 * its own sublayer's, or where tokens have been brought into windows.
 */
function beginsSublayer(operators: readonly Operator[]): boolean {
  const norm = operators.at(-1);
  const before = operators.at(-2);
  if (norm === undefined || !isNorm(norm)) return false;
  if (before === undefined || functionOf(before) === "rearrange" || before.id === "pixels-in-bias")
    return true;
  return isResidual(before) && prefix(before) !== prefix(norm);
}

/** Tensors an operator's backward needs; a frozen weight's does not read the input. Masks of dropout are drawn again from their seed (PopART, TensorFlow). */
function keepsOf(op: Operator, reads: readonly number[], made: number): readonly number[] {
  if (!hasBackward(op)) return [];
  const trained = gradientsOf(op).parameters;
  switch (op.kind) {
    case "matmul":
      return op.weight ? (trained ? reads.slice(0, 1) : []) : reads;
    case "convolution":
      return trained ? reads : [];
    case "gather":
      return [];
    case "vector":
      return { nothing: [], input: reads, output: [made], both: [...reads, made] }[KEEPS[op.function]];
  }
}

/** What backward of each vector function needs. */
const KEEPS: Readonly<Record<VectorFunction, "nothing" | "input" | "output" | "both">> = {
  add: "nothing",
  bias: "nothing",
  dropout: "nothing",
  rope: "nothing",
  cast: "nothing",
  rearrange: "nothing",
  shift: "nothing",
  "average-pool": "nothing",
  multiply: "input",
  gelu: "input",
  swish: "input",
  swiglu: "input",
  geglu: "input",
  layernorm: "input",
  rmsnorm: "input",
  batchnorm: "input",
  groupnorm: "input",
  "cross-entropy": "input",
  "top-k": "nothing",
  relu: "output",
  tanh: "output",
  sigmoid: "output",
  softmax: "output",
  "max-pool": "both",
};

/** Functions whose result may overwrite what they read. */
const IN_PLACE: ReadonlySet<VectorFunction | undefined> = new Set<VectorFunction>([
  "add",
  "multiply",
  "bias",
  "gelu",
  "relu",
  "tanh",
  "swish",
  "sigmoid",
  "swiglu",
  "geglu",
  "softmax",
  "dropout",
  "rope",
]);

const GATED: ReadonlySet<VectorFunction | undefined> = new Set<VectorFunction>(["swiglu", "geglu"]);

function functionOf(op: Operator): VectorFunction | undefined {
  return op.kind === "vector" ? op.function : undefined;
}

function isNorm({ id }: Operator): boolean {
  return id.endsWith("-norm");
}

function isResidual({ id }: Operator): boolean {
  return id.endsWith("residual");
}

/** The sum that a low-rank pair or an adapter ends with. */
function isAddedSum({ id }: Operator): boolean {
  return id.endsWith("low-rank-sum") || id.endsWith("adapter-sum");
}

function isCross({ id }: Operator): boolean {
  return id.startsWith("cross-");
}

/** Sublayer that an operator belongs to: all of its id but the last word. */
function prefix({ id }: Operator): string {
  return id.slice(0, id.lastIndexOf("-"));
}
