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
export interface MatmulOperator {
  readonly kind: "matmul";
  readonly id: string;
  readonly role: MatmulRole;
  readonly groups: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** True: W is a parameter (backward = dX + dW). False: both sides are activations (attention core). */
  readonly weight: boolean;
  /** Parameters this operator owns (weights and biases); 0 for a tied or activation-only matmul. */
  readonly parameters: number;
  readonly split: TensorSplit;
  /** Partial sums of a row split that join those of a later operator, which is reduced for both. */
  readonly reducedLater?: true;
  /** Columns of the one matmul that computes this and its siblings where kernels are launched one by one (GPUs). */
  readonly fusedColumns?: number;
  /** Absent: both. */
  readonly gradients?: Gradients;
  /** Pruned weights: the share that is kept, in blocks of so many a side. Absent: all. */
  readonly sparsity?: { readonly density: number; readonly block: SparsitySpec["block"] };
  /** Experts' work: each of the `groups` passes has its rows in other experts' weights. */
  readonly routing?: Routing;
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
export interface ConvolutionOperator {
  readonly kind: "convolution";
  readonly id: string;
  readonly outputSize: number;
  readonly kernel: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly parameters: number;
  readonly split: "none";
  readonly gradients?: Gradients;
}

/**
 * Elementwise or row-wise work on vector units; `elements` outputs for ONE sample (average-pool: inputs).
 */
export interface VectorOperator {
  readonly kind: "vector";
  readonly id: string;
  readonly function: VectorFunction;
  readonly elements: number;
  readonly parameters: number;
  readonly split: TensorSplit;
  readonly gradients?: Gradients;
  /** Done by experts, on the rows that they take. */
  readonly routing?: Routing;
  /** Statistics (batchnorm) of so many channels are taken over `span` replicas together; absent: over one. */
  readonly statistics?: { readonly channels: number; readonly span: number };
}

/** Rows picked from a table (embedding): `rows` of `width` elements for ONE sample. */
export interface GatherOperator {
  readonly kind: "gather";
  readonly id: string;
  readonly rows: number;
  readonly width: number;
  readonly tableRows: number;
  readonly parameters: number;
  readonly split: TensorSplit;
  readonly gradients?: Gradients;
  /** Tokens on their way to experts or back, which other chips may hold. */
  readonly routing?: Routing;
}

export type Operator = MatmulOperator | ConvolutionOperator | VectorOperator | GatherOperator;

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
