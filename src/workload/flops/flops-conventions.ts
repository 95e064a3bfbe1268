import { isKind } from "../graph/operator-graph.ts";
import { FAMILIES, type WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { graphOf } from "../build-graph.ts";
import { modelFlopsPerSample, trainedFlops, TRAINING_PASSES } from "../graph/operator-flops.ts";
import { activeParameters, layerMatrixParameters } from "../graph/parameters.ts";
import { transformerShape } from "../graph/transformer-shape.ts";

/** One published way to count the FLOPs of training. */
export interface FlopsConvention {
  readonly label: string;
  /** N parameters (of experts those that a token meets), D tokens, L layers, h hidden, n·d query width, s sequence, V vocabulary. */
  readonly formula: string;
  readonly source: string;
  /** What is counted: the model's own work, or also what recomputation repeats. */
  readonly counts: "model" | "hardware";
  readonly families: readonly WorkloadSpec["family"][];
  /** FLOPs of training on `tokens` tokens, at the task's sequence length. */
  readonly flops: (spec: WorkloadSpec, tokens: number) => number;
}

const ALL: FlopsConvention["families"] = FAMILIES;
const ONE_STACK: FlopsConvention["families"] = ["encoder", "decoder"];
const PARAMETERS: FlopsConvention["families"] = [...ONE_STACK, "state-space"];
const DECODER: FlopsConvention["families"] = ["decoder"];

export const FLOPS_CONVENTIONS = {
  "exact-full": {
    label: "Exact matmuls, full attention, logits, no input embedding",
    formula:
      "3 × forward matmuls of the operator graph; 2 × of what is frozen above something trained, and of what reads the data itself",
    source: "counted operator by operator",
    counts: "model",
    families: ALL,
    flops: (spec, tokens) => tokens * exactPerToken(spec, "full"),
  },
  "dense-equivalent": {
    label: "Exact matmuls as if no weight were pruned",
    formula: "exact-full of the dense model of this shape",
    source: "counted operator by operator",
    counts: "model",
    families: ALL,
    flops: ({ model: { sparsity: _pruned, ...model }, ...spec }, tokens) =>
      tokens * exactPerToken({ ...spec, model }, "full"),
  },
  "exact-causal": {
    label: "Exact matmuls, causal attention, logits, no input embedding",
    formula: "as exact-full, with (s + 1)/2 positions attended to",
    source: "counted operator by operator",
    counts: "model",
    families: DECODER,
    flops: (spec, tokens) => tokens * exactPerToken(spec, "causal"),
  },
  "6nd": {
    label: "6ND, exact N (all parameters)",
    formula: "6·N·D",
    source: "GPT-3, arXiv:2005.14165, App. D",
    counts: "model",
    families: PARAMETERS,
    flops: (spec, tokens) => 6 * activeParameters(spec) * tokens,
  },
  "6nd-nominal": {
    label: "6ND, nominal N",
    formula: "6·N·D with N as in the model's name",
    source: "GPT-3, arXiv:2005.14165, App. D",
    counts: "model",
    families: PARAMETERS,
    flops: (spec, tokens) => 6 * nominalParameters(spec) * tokens,
  },
  "6nd-non-embedding": {
    label: "6ND, layer matrices only",
    formula: "6·(12·L·h²)·D",
    source: "Kaplan 2020, arXiv:2001.08361, §2.1",
    counts: "model",
    families: ONE_STACK,
    flops: (spec, tokens) => 6 * layerMatrixParameters(spec) * tokens,
  },
  kaplan: {
    label: "Kaplan with its context term",
    formula: "(6·N_layers + 6·L·s·n·d)·D",
    source: "Kaplan 2020, arXiv:2001.08361, §2.1",
    counts: "model",
    families: ONE_STACK,
    flops: (spec, tokens) => (6 * layerMatrixParameters(spec) + attentionTerm(spec, 6)) * tokens,
  },
  palm: {
    label: "PaLM",
    formula: "(6·N + 12·L·n·d·s)·D",
    source: "Chowdhery 2022, arXiv:2204.02311, App. B",
    counts: "model",
    families: ONE_STACK,
    flops: (spec, tokens) => (6 * activeParameters(spec) + attentionTerm(spec, 12)) * tokens,
  },
  "palm-causal": {
    label: "PaLM, causal attention halved",
    formula: "(6·N + 6·L·n·d·s)·D",
    source: "Chowdhery 2022, arXiv:2204.02311, App. B, with half the scores",
    counts: "model",
    families: DECODER,
    flops: (spec, tokens) => (6 * activeParameters(spec) + attentionTerm(spec, 6)) * tokens,
  },
  "chinchilla-f-text": {
    label: "Chinchilla App. F as written (embedding, softmax, logits)",
    formula: "3·(2·h·V + L·(layer matrices·2 + 4·n·d·s + 3·n·s) + 2·h·V)·D",
    source: "Hoffmann 2022, arXiv:2203.15556, App. F",
    counts: "model",
    families: ONE_STACK,
    flops: (spec, tokens) => TRAINING_PASSES * tokens * (chinchillaLayers(spec) + 2 * tableFlops(spec)),
  },
  "chinchilla-f-table": {
    label: "Chinchilla App. F as tabulated in Table A4 (no embedding, no logits)",
    formula: "3·L·(layer matrices·2 + 4·n·d·s + 3·n·s)·D",
    source: "Hoffmann 2022, arXiv:2203.15556, Table A4",
    counts: "model",
    families: ONE_STACK,
    flops: (spec, tokens) => TRAINING_PASSES * tokens * chinchillaLayers(spec),
  },
  megatron: {
    label: "Megatron model FLOPs",
    formula: "72·L·h²·(1 + s/(6·h) + V/(12·h·L))·D",
    source: "Korthikanti 2022, arXiv:2205.05198, App. A",
    counts: "model",
    families: ONE_STACK,
    flops: (spec, tokens) => tokens * megatron(spec, { factor: 72, scores: 6, table: 12 }),
  },
  "narayanan-hardware": {
    label: "Megatron hardware FLOPs, full recomputation",
    formula: "96·L·h²·(1 + s/(6·h) + V/(16·L·h))·D",
    source: "Narayanan 2021, arXiv:2104.04473, eq. 3",
    counts: "hardware",
    families: ONE_STACK,
    flops: (spec, tokens) => tokens * megatron(spec, { factor: 96, scores: 6, table: 16 }),
  },
  "selective-recompute": {
    label: "Megatron hardware FLOPs, attention core recomputed",
    formula: "72·L·h²·(1 + s/(3·h) + V/(12·h·L))·D",
    source: "Korthikanti 2022, arXiv:2205.05198, App. A",
    counts: "hardware",
    families: ONE_STACK,
    flops: (spec, tokens) => tokens * megatron(spec, { factor: 72, scores: 3, table: 12 }),
  },
  "8nd": {
    label: "8ND, full recomputation",
    formula: "8·N·D",
    source: "Narayanan 2021, arXiv:2104.04473, eq. 4",
    counts: "hardware",
    families: PARAMETERS,
    flops: (spec, tokens) => 8 * activeParameters(spec) * tokens,
  },
  "3nd": {
    label: "3ND: each token meets one of two stacks",
    formula: "3·N·D",
    source: "GPT-3, arXiv:2005.14165, Table D.1",
    counts: "model",
    families: ["encoder-decoder"],
    flops: (spec, tokens) => 3 * activeParameters(spec) * tokens,
  },
} as const satisfies Record<string, FlopsConvention>;

export type FlopsConventionId = keyof typeof FLOPS_CONVENTIONS;

/** The convention of the metric `modelFlops`. */
export const DEFAULT_CONVENTION: FlopsConventionId = "exact-full";

/** Matmul FLOPs of training, a token of the (first) stack; causal: a token attends to (s + 1)/2 positions. */
function exactPerToken(spec: WorkloadSpec, attention: "full" | "causal"): number {
  const graph = graphOf(spec, "training");
  const tokens = graph.tokensPerSample;
  const full = modelFlopsPerSample(graph);
  if (attention === "full") return full / tokens;
  const unseen = graph.blocks.reduce(
    (sum, { count, operators }) =>
      sum + count * operators.reduce((part, op) => part + trainedFlops(op) * unseenShare(op, tokens), 0),
    0,
  );
  return (full - unseen) / tokens;
}

/**
 * Share of an attention core's products that a causal mask hides: of w positions (all, or a window) the first tokens
 * attend to fewer, in the mean of t tokens to w − w·(w − 1)/(2t); so (w − 1)/(2t) are hidden.
 */
function unseenShare(op: Parameters<typeof trainedFlops>[0], tokens: number): number {
  if (!isKind(op, "matmul") || !(op.role === "scores" || op.role === "values")) return 0;
  const positions = op.role === "scores" ? op.columns : op.inner;
  return (positions - 1) / (2 * tokens);
}

/** The size a model is called by. */
export function nominalParameters(spec: WorkloadSpec): number {
  const { published } = spec;
  const named = published?.nominalParameters ?? published?.activeParameters ?? published?.parameters;
  return named ?? activeParameters(spec);
}

function sequenceLength({ task, model }: WorkloadSpec): number {
  return (task.kind === "inference" ? undefined : task.sequenceLength) ?? model.sequenceLength;
}

/** factor · L · n·d · s */
function attentionTerm(spec: WorkloadSpec, factor: number): number {
  const { layers, queryWidth } = transformerShape(spec.model);
  return factor * layers * queryWidth * sequenceLength(spec);
}

/** Forward FLOPs of the layers, the softmax counted at 3 a score. */
function chinchillaLayers(spec: WorkloadSpec): number {
  const { layers, heads } = transformerShape(spec.model);
  return 2 * layerMatrixParameters(spec) + attentionTerm(spec, 4) + 3 * layers * heads * sequenceLength(spec);
}

/** A product with the token table, forward. */
function tableFlops({ model }: WorkloadSpec): number {
  return 2 * model.hidden * (model.vocabulary ?? 0);
}

/** factor · L · h² · (1 + s/(scores·h) + V/(table·L·h)): for ffn = 4·hidden and a padded vocabulary. */
function megatron(
  spec: WorkloadSpec,
  { factor, scores, table }: { readonly factor: number; readonly scores: number; readonly table: number },
): number {
  const { layers, hidden, vocabulary } = transformerShape(spec.model);
  const rows = spec.model.vocabularyPadded ?? vocabulary;
  const relative = sequenceLength(spec) / (scores * hidden) + rows / (table * layers * hidden);
  return factor * layers * hidden ** 2 * (1 + relative);
}
