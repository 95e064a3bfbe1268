import type { SparsitySpec } from "../../spec/kinds/sparsity-spec.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";

/** How tensor parallelism divides an operator's work and parameters. */
export type TensorSplit =
  | "column" // output columns are divided; input replicated
  | "row" // inner dimension is divided; partial sums are all-reduced after
  | "heads" // independent groups are divided
  | "none"; // replicated on every chip

/** What a matmul is for; decides backward and recompute treatment, and labels breakdowns. */
export type MatmulRole =
  | "query"
  | "key-value"
  | "scores"
  | "values"
  | "projection"
  | "ffn"
  | "logits"
  | "head"
  | "patches"
  | "cross"
  | "low-rank"
  | "adapter"
  | "router";

/**
 * What backward computes of an operator: gradients of its inputs, where something below is trained; gradients of its
 * parameters, where those are.
 */
export interface Gradients {
  readonly inputs: boolean;
  readonly parameters: boolean;
}

/**
 * Name of a tensor within its block: `BLOCK_INPUT`, or what one of the block's operators writes. Names say nothing: an
 * operator's meaning is in its fields.
 */
export type TensorId = string;

/** What the block before hands over (and, where two streams travel together, both of them). */
export const BLOCK_INPUT: TensorId = "block input";

/** The tensors of its block that an operator works on: the edges of the graph. */
export interface Edges {
  /** In the order of its operands. A table, or a cache of an earlier pass, is no tensor of the block. */
  readonly reads: readonly TensorId[];
  readonly writes: TensorId;
  /** Of what it reads and writes: what its backward needs. */
  readonly keeps: readonly TensorId[];
  /** Its result may take the place of the first tensor it reads, where nothing else needs that. */
  readonly inPlace: boolean;
}

/** A branch of a transformer layer that is added to the residual stream. */
export type Sublayer = "attention" | "cross-attention" | "ffn";

/** What every operator has. */
interface OperatorBase extends Edges {
  /** What breakdowns call it. */
  readonly id: string;
  /** Parameters this operator owns (weights and biases); 0 for a tied or activation-only one. */
  readonly parameters: number;
  /** Absent: both. */
  readonly gradients?: Gradients;
  /** The sublayer that it belongs to: its norm, itself and what joins it to the residual stream. */
  readonly sublayer?: Sublayer;
  /** True of what joins a sublayer to the residual stream: the dropout of its result, and the sum. */
  readonly residual?: true;
  /** True of softmax(Q·Kᵀ)·V, which `recompute: attention` runs again. */
  readonly core?: true;
  /** Experts do it, each on the tokens that it takes: their rows, or tokens on the way to them and back. */
  readonly routing?: Routing;
  /** True where fine-tuning added it and its parameters, which are in no published count. */
  readonly added?: true;
}

/** Of a work that is done by experts: `groups` of the operator are those that one token passes, of `experts` in all. */
export interface Routing {
  readonly experts: number;
  readonly perToken: number;
  /** Rows kept for an expert over the mean; tokens above are dropped. Absent: as many as come. */
  readonly capacityFactor?: number;
}

/**
 * A (batched) matmul Y[rows, columns] = X[rows, inner] · W[inner, columns], `groups` independent ones.
 * All sizes are for ONE sample. With a weight, micro-batch samples add rows; without (attention core),
 * they add groups.
 */
export interface MatmulOperator extends OperatorBase {
  readonly kind: "matmul";
  readonly role: MatmulRole;
  readonly groups: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** True: W is a parameter (backward = dX + dW). False: both sides are activations (attention core). */
  readonly weight: boolean;
  readonly split: TensorSplit;
  /** Partial sums of a row split that join those of a later operator, which is reduced for both. */
  readonly reducedLater?: true;
  /** Of softmax(Q·Kᵀ)·V: groups in a row that read the same keys and values, as heads of grouped queries do. Absent: 1. */
  readonly sharedBy?: number;
  /** Of softmax(Q·Kᵀ)·V: a position attends to none after it, so that fused kernels skip those. */
  readonly causal?: true;
  /** Columns of the one matmul that computes this and its siblings where kernels are launched one by one (GPUs). */
  readonly fusedColumns?: number;
  /** Pruned weights: the share that is kept, in blocks of so many a side. Absent: all. */
  readonly sparsity?: { readonly density: number; readonly block: SparsitySpec["block"] };
}

export const VECTOR_FUNCTIONS = [
  "add",
  "multiply",
  "bias",
  "gelu",
  "relu",
  "swiglu",
  "geglu",
  "tanh",
  "softmax",
  "layernorm",
  "rmsnorm",
  "rope",
  "dropout",
  "cast",
  "cross-entropy",
  "swish",
  "sigmoid",
  "batchnorm",
  "groupnorm",
  "max-pool",
  "average-pool",
  "rearrange",
  "shift",
  "top-k",
] as const;
export type VectorFunction = (typeof VECTOR_FUNCTIONS)[number];

/**
 * A convolution of ONE square image over its channels: `outputSize`² pixels come out, each of `kernel`² positions ·
 * inChannels / groups inputs. The image is padded so that outputSize = ⌈input size / stride⌉.
 */
export interface ConvolutionOperator extends OperatorBase {
  readonly kind: "convolution";
  readonly outputSize: number;
  readonly kernel: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly split: "none";
}

/**
 * Elementwise or row-wise work on vector units; `elements` outputs for ONE sample (average-pool: inputs).
 */
export interface VectorOperator extends OperatorBase {
  readonly kind: "vector";
  readonly function: VectorFunction;
  readonly elements: number;
  readonly split: TensorSplit;
  /** Statistics (batchnorm) of so many channels are taken over `span` replicas together; absent: over one. */
  readonly statistics?: { readonly channels: number; readonly span: number };
}

/** Rows picked from a table (embedding): `rows` of `width` elements for ONE sample. */
export interface GatherOperator extends OperatorBase {
  readonly kind: "gather";
  readonly rows: number;
  readonly width: number;
  readonly tableRows: number;
  readonly split: TensorSplit;
}

/**
 * A selective scan with its gate, over `steps` tokens of ONE sample, in each of `channels` channels apart:
 *
 *   h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t x_t,   y_t = (C_t · h_t + D x_t) · silu(z_t)
 *
 * h has `state` elements a channel; B and C are those of all channels, Δ is a softplus. It reads x, Δ, B and C
 * together, and z, and owns A and D. Source: Gu 2023 (Mamba), arXiv:2312.00752, §3.2, Algorithm 2, Figure 3.
 */
export interface ScanOperator extends OperatorBase {
  readonly kind: "scan";
  readonly steps: number;
  readonly channels: number;
  readonly state: number;
  readonly split: "column";
  /** The state of an earlier pass is taken up and left behind: a token is generated. */
  readonly resumes: boolean;
}

export type Operator = MatmulOperator | ConvolutionOperator | VectorOperator | GatherOperator | ScanOperator;
export type OperatorKind = Operator["kind"];
export type OfKind<K extends OperatorKind> = Extract<Operator, { readonly kind: K }>;

/**
 * Whether an operator is of a kind that a family, a rewriting or a question is about. What holds of operators of every
 * kind is no question to ask here: it is a law, and has its place in the record of each kind.
 */
export function isKind<K extends OperatorKind, T extends { readonly kind: OperatorKind }>(
  op: T | undefined,
  kind: K,
): op is Extract<T, { readonly kind: K }> {
  return op?.kind === kind;
}

/** An operator whose edges are not drawn yet, or only in part: what it reads, and the name of what it writes. */
export type Draft<O extends Operator = Operator> = O extends Operator
  ? Omit<O, keyof Edges> & Partial<Pick<Edges, "reads" | "writes">>
  : never;

/** Consecutive operators that a pipeline never cuts; `count` identical ones in a row (layers). */
export interface Block {
  readonly id: string;
  /** join: between the towers of a model of several; stays where it stands in a pipeline, as an embedding does. */
  readonly kind: "embedding" | "layer" | "join" | "head";
  /** Of a model of several: the tower it belongs to. */
  readonly tower?: string;
  /** What it reads: the block before (absent), the sample alone (a new tower), or what all towers before put out. */
  readonly input?: "sample" | "all";
  readonly count: number;
  readonly operators: readonly Operator[];
  /** Elements handed to the next block, for ONE sample. */
  readonly outputElements: number;
  /** Elements backward needs if nothing is recomputed, and of those the attention core's (scores), ONE sample. */
  readonly savedElements: number;
  readonly savedAttentionElements: number;
  /** Key and value elements written per token, ONE layer (decoders); 0 elsewhere. */
  readonly kvElementsPerToken: number;
  /** Last tokens whose keys and values are kept (a sliding window). Absent: all of the context. */
  readonly keyValueTokens?: number;
  /** Elements that a sample keeps from token to token, however many those are, ONE layer (scans). Absent: none. */
  readonly stateElements?: number;
  /**
   * Equal parts into which tensor parallelism can divide its keys and values: key/value heads; 1 where every chip
   * needs all of them (latent attention keeps one vector for all heads). Absent: it has no attention.
   */
  readonly keyValueParts?: number;
}

/** denoise: the network that an image is generated by, once for each step. */
export type Phase = "training" | "prefill" | "decode" | "denoise";

export interface OperatorGraph {
  readonly workload: WorkloadSpec;
  readonly phase: Phase;
  readonly blocks: readonly Block[];
  /** Tokens of ONE sample that this phase processes (decode: 1). */
  readonly tokensPerSample: number;
  /** What the host sends for ONE sample. */
  readonly input: { readonly tokens: number; readonly imageValues: number };
  /** Mean context length attended to (decode); else tokensPerSample. */
  readonly contextTokens: number;
  /** Exact parameter count (tied parameters once), in the scope of the published one. */
  readonly parameters: number;
  /** Parameters of a pre-training head that operators own but the published count leaves out (BERT). */
  readonly uncountedHeadParameters?: number;
  /** Of them and of what fine-tuning adds, those that are trained; 0 outside training. */
  readonly trainableParameters: number;
  /** Parameters that fine-tuning adds (low-rank pairs, adapters), in no published count. */
  readonly addedParameters: number;
  /** A tied table is stored by the embedding block; the head reads it: parameters counted there again if apart. */
  readonly tiedParameters: number;
}
