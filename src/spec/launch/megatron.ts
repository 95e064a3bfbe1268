import {
  derived,
  fixed,
  type Configuration,
  type ModelClass,
  type Said,
} from "../hugging-face/configuration.ts";
import type { Entries } from "../hugging-face/draft.ts";
import { replicasOf, type Launch } from "./launch.ts";

/** Flags of Megatron-LM's pretrain_gpt.py with the values that its parser takes for what is not given. */
export const MEGATRON: ModelClass = {
  name: "Megatron-LM",
  defaults: {
    "tensor-model-parallel-size": 1,
    "pipeline-model-parallel-size": 1,
    "context-parallel-size": 1,
    "expert-model-parallel-size": 1,
    normalization: "LayerNorm",
    "position-embedding-type": "learned_absolute",
    "make-vocab-size-divisible-by": 128,
    "moe-router-topk": 2,
    optimizer: "adam",
  },
  aliases: {
    "nproc-per-node": ["$GPUS_PER_NODE", "$NPROC_PER_NODE", "$GPUS_PER_SERVER"],
    nnodes: ["$NNODES", "$NUM_NODES", "$SLURM_NNODES"],
    "world-size": ["$WORLD_SIZE"],
  },
};

/** GPT-2's byte pairs, the tokenizer that needs no size to be given. */
const GPT2_TOKENS = 50_257;

export function megatronLaunch(c: Configuration): Launch {
  const sequenceLength = c.size("seq-length");
  return {
    model: { ...sizesOf(c), ...partsOf(c), ...expertsOf(c), sequenceLength },
    task: taskOf(c, sequenceLength),
    plan: planOf(c),
  };
}

function sizesOf(c: Configuration): Entries {
  const [layers, hidden, heads] = [
    c.size("num-layers"),
    c.size("hidden-size"),
    c.size("num-attention-heads"),
  ];
  const [ffn, headSize] = [c.optional("ffn-hidden-size"), c.optional("kv-channels")];
  const grouped = c.flag("group-query-attention").value;
  const gated = c.flag("swiglu").value;
  const widened = gated ? Math.floor((4 * hidden.value * 2) / 3 / 64) * 64 : 4 * hidden.value;
  return {
    ...{ layers, hidden, heads },
    ...(grouped && { kvHeads: orElse(c.optional("num-query-groups"), 1, "one group unless said") }),
    ...(headSize.value !== undefined && { headSize: { value: headSize.value, from: headSize.from } }),
    ffn: orElse(ffn, widened, gated ? "8/3 of hidden-size, in 64s, with swiglu" : "4 times hidden-size"),
    ...vocabularyOf(c),
  };
}

/** Megatron pads the table so that it divides over the tensor-parallel chips. */
function vocabularyOf(c: Configuration): Entries {
  const [said, tensor] = [c.optional("vocab-size"), c.size("tensor-model-parallel-size")];
  const each = c.size("make-vocab-size-divisible-by");
  if (said.value === undefined && c.text("tokenizer-type").value !== "GPT2BPETokenizer")
    c.note("vocab-size is not given: that of GPT-2 is taken, though the tokenizer may have another");
  const value = said.value ?? GPT2_TOKENS;
  const unit = each.value * tensor.value;
  return {
    vocabulary: orElse(said, value, "tokens of GPT-2"),
    vocabularyPadded: derived(Math.ceil(value / unit) * unit, each, tensor),
  };
}

const POSITIONS: Readonly<Record<string, string>> = {
  learned_absolute: "learned",
  rope: "rope",
  yarn: "rope",
  alibi: "alibi",
  none: "none",
};

function partsOf(c: Configuration): Entries {
  const [gated, squared] = [c.flag("swiglu"), c.flag("squared-relu")];
  const norm = c.text("normalization");
  const position = c.flag("use-rotary-position-embeddings").value
    ? fixed("rope", "use-rotary-position-embeddings")
    : c.text("position-embedding-type");
  if (POSITIONS[position.value ?? ""] === undefined && position.value !== "rope")
    c.wrong("position-embedding-type", `one of ${Object.keys(POSITIONS).join(", ")}`);
  if (squared.value) c.note("squared-relu: priced as a relu");
  const [untied, unbiased] = [c.flag("untie-embeddings-and-output-weights"), c.flag("disable-bias-linear")];
  const [keyed, window] = [c.flag("add-qkv-bias"), c.list("window-size")];
  if (window.value !== undefined) c.note("window-size: attention is priced over the whole sequence");
  return {
    gatedFfn: gated,
    activation: gated.value ? derived("swiglu", gated) : derived(squared.value ? "relu" : "gelu", squared),
    position: derived(POSITIONS[position.value ?? ""] ?? "learned", position),
    norm: derived(norm.value === "RMSNorm" ? "rmsnorm" : "layernorm", norm),
    tiedEmbeddings: derived(!untied.value, untied),
    bias: derived(!unbiased.value, unbiased),
    ...(keyed.value && {
      attentionBias: derived(true, keyed),
      projectionBias: derived(!unbiased.value, unbiased),
    }),
    ...(c.flag("qk-layernorm").value && { queryKeyNorm: fixed("shared", "qk-layernorm") }),
  };
}

function expertsOf(c: Configuration): Entries {
  const count = c.optional("num-experts");
  if (count.value === undefined) return {};
  const [ffn, shared] = [
    c.optional("moe-ffn-hidden-size"),
    c.optional("moe-shared-expert-intermediate-size"),
  ];
  return {
    experts: {
      count: { value: count.value, from: count.from },
      perToken: c.size("moe-router-topk"),
      ...(ffn.value !== undefined && { ffn: { value: ffn.value, from: ffn.from } }),
      ...(shared.value !== undefined && {
        shared: derived(1, shared),
        sharedFfn: { value: shared.value, from: shared.from },
      }),
    },
  };
}

function taskOf(c: Configuration, sequenceLength: Said<number>): Entries {
  const [batch, steps, samples] = [
    c.optional("global-batch-size"),
    c.optional("train-iters"),
    c.optional("train-samples"),
  ];
  const [half, brain, eight] = [c.flag("fp16"), c.flag("bf16"), c.any("fp8-format")];
  const isEight = typeof eight.value === "string";
  const isHalf = half.value || brain.value;
  const precision = isEight ? "fp8" : isHalf ? "fp16" : "fp32";
  const optimizer = c.text("optimizer");
  if (!["adam", "sgd"].includes(optimizer.value ?? "")) c.wrong("optimizer", "adam or sgd");
  return {
    ...(batch.value !== undefined && { globalBatch: { value: batch.value, from: batch.from } }),
    ...(steps.value !== undefined && { steps: { value: steps.value, from: steps.from } }),
    ...(steps.value === undefined &&
      samples.value !== undefined && {
        tokens: derived(samples.value * sequenceLength.value, samples, sequenceLength),
      }),
    optimizer: derived(optimizer.value === "sgd" ? "sgd-momentum" : "adam", optimizer),
    precision: derived(precision, isEight ? eight : brain.value ? brain : half),
  };
}

function planOf(c: Configuration): Launch["plan"] {
  const tensor = c.size("tensor-model-parallel-size");
  const stages = c.size("pipeline-model-parallel-size");
  const context = c.size("context-parallel-size");
  const [experts, micro] = [c.size("expert-model-parallel-size"), c.optional("micro-batch-size")];
  if (context.value > 1)
    c.note(`context-parallel-size ${context.value}: sequences are not divided over chips here`);
  const replicas = replicasOf(chipsOf(c), { tensor: tensor.value * context.value, stages: stages.value });
  const sharded = c.flag("use-distributed-optimizer");
  const parallel = c.flag("sequence-parallel");
  const order = c.flag("use-tp-pp-dp-mapping");
  const [gradients, collectives] = [c.flag("overlap-grad-reduce"), c.flag("tp-comm-overlap")];
  return {
    tensorParallel: tensor,
    pipelineParallel: stages,
    ...(replicas !== undefined && { dataParallel: replicas }),
    ...(micro.value !== undefined && { microBatch: { value: micro.value, from: micro.from } }),
    recompute: recomputeOf(c),
    optimizerState: derived(sharded.value ? "sharded" : "sram", sharded),
    ...(tensor.value > 1 && { sequenceParallel: parallel }),
    ...(experts.value > 1 && { expertParallel: experts }),
    ...interleaveOf(c, stages.value),
    ...(order.value && { rankOrder: derived("tensor-pipeline-data", order) }),
    ...(gradients.value && { overlapGradients: gradients }),
    ...(tensor.value > 1 && collectives.value && { overlapTensorParallel: collectives }),
  };
}

function chipsOf(c: Configuration): Said<number | undefined> {
  const world = c.optional("world-size");
  const [each, machines] = [c.optional("nproc-per-node"), c.optional("nnodes")];
  if (world.value !== undefined || each.value === undefined) return world;
  return derived(each.value * (machines.value ?? 1), each, machines);
}

function recomputeOf(c: Configuration): Said<string> {
  const granularity = c.text("recompute-granularity");
  if (granularity.value === "full") return derived("layer", granularity);
  if (granularity.value === "selective") return derived("attention", granularity);
  if (granularity.value !== undefined) c.wrong("recompute-granularity", "full or selective");
  if (c.flag("recompute-activations").value) return fixed("attention", "recompute-activations");
  return c.flag("checkpoint-activations").value
    ? fixed("layer", "checkpoint-activations")
    : fixed("none", "no activation is computed again");
}

function interleaveOf(c: Configuration, stages: number): Launch["plan"] {
  const [chunks, layers] = [
    c.optional("num-virtual-stages-per-pipeline-rank"),
    c.optional("num-layers-per-virtual-pipeline-stage"),
  ];
  if (chunks.value !== undefined && chunks.value > 1) return { interleave: derived(chunks.value, chunks) };
  if (layers.value === undefined) return {};
  const value = c.size("num-layers").value / stages / layers.value;
  if (!Number.isInteger(value)) {
    c.wrong("num-layers-per-virtual-pipeline-stage", "a divisor of the layers of a stage");
    return {};
  }
  return value > 1 ? { interleave: derived(value, layers) } : {};
}

const orElse = (said: Said<number | undefined>, value: number, why: string): Said<number> =>
  said.value === undefined ? fixed(value, why) : { value: said.value, from: said.from };
