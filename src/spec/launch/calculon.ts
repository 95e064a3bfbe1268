import {
  derived,
  fixed,
  type Configuration,
  type ModelClass,
  type Said,
} from "../hugging-face/configuration.ts";
import type { Launch } from "./launch.ts";

/** Calculon's application: the blocks of a model, nothing before or after them. */
export const CALCULON_APPLICATION: ModelClass = { name: "Calculon's application", defaults: {} };

/** Calculon's execution, every key of which it wants to be given; the defaults are those of its examples. */
export const CALCULON_EXECUTION: ModelClass = {
  name: "Calculon's execution",
  defaults: {
    activation_recompute: "none",
    pipeline_interleaving: 1,
    optimizer_sharding: false,
    tensor_par_comm_type: "ar",
    tensor_par_overlap: "none",
    data_par_overlap: false,
    training: true,
    datatype: "float16",
  },
};

/** Of GPT-3, whose vocabulary Calculon's own examples leave out as they do all others. */
const TOKENS = 51_200;

export function calculonLaunch(application: Configuration, execution: Configuration | undefined): Launch {
  const [heads, headSize] = [application.size("attn_heads"), application.optional("attn_size")];
  application.note(
    `an application of Calculon has blocks alone: ${TOKENS} tokens of vocabulary are assumed, with table and logits`,
  );
  return {
    model: {
      layers: application.size("num_blocks"),
      hidden: application.size("hidden"),
      heads,
      ...(headSize.value !== undefined && { headSize: { value: headSize.value, from: headSize.from } }),
      ffn: application.size("feedforward"),
      vocabulary: fixed(TOKENS, "assumed: Calculon has no vocabulary"),
      sequenceLength: application.size("seq_size"),
      activation: fixed("gelu", "as Calculon's blocks have it"),
      position: fixed("learned", "Calculon has no positions"),
      norm: fixed("layernorm", "as Calculon's blocks have it"),
      tiedEmbeddings: fixed(true, "Calculon has no embedding"),
    },
    task: execution === undefined ? {} : taskOf(execution),
    plan: execution === undefined ? {} : planOf(execution),
  };
}

function taskOf(c: Configuration): Launch["task"] {
  const [batch, type, training] = [c.size("batch_size"), c.text("datatype"), c.flag("training")];
  const precisions: Readonly<Record<string, string>> = {
    ...{ float8: "fp8", float16: "fp16", bfloat16: "fp16", float32: "fp32" },
  };
  const precision = precisions[type.value ?? ""];
  if (precision === undefined) c.wrong("datatype", `one of ${Object.keys(precisions).join(", ")}`);
  if (!training.value) c.wrong("training", "true: an execution is imported as a plan of training");
  return { globalBatch: batch, precision: derived(precision ?? "fp16", type) };
}

function planOf(c: Configuration): Launch["plan"] {
  const [replicas, micro, batch] = [c.size("data_par"), c.size("microbatch_size"), c.size("batch_size")];
  const accumulation = batch.value / (replicas.value * micro.value);
  if (!Number.isInteger(accumulation))
    c.wrong("batch_size", `a multiple of data_par × microbatch_size, ${replicas.value * micro.value}`);
  const [interleave, sharded] = [c.size("pipeline_interleaving"), c.flag("optimizer_sharding")];
  const beside = c.flag("data_par_overlap");
  return {
    tensorParallel: c.size("tensor_par"),
    pipelineParallel: c.size("pipeline_par"),
    dataParallel: replicas,
    microBatch: micro,
    microBatches: derived(accumulation, batch, replicas, micro),
    recompute: recomputeOf(c),
    optimizerState: derived(sharded.value ? "sharded" : "sram", sharded),
    ...(interleave.value > 1 && { interleave }),
    ...(beside.value && { overlapGradients: beside }),
    ...tensorPlanOf(c),
    ...unsaidOf(c),
  };
}

function recomputeOf(c: Configuration): Said<string> {
  const modes: Readonly<Record<string, string>> = { none: "none", attn_only: "attention", full: "layer" };
  const said = c.text("activation_recompute");
  const mode = modes[said.value ?? ""];
  if (mode === undefined) c.wrong("activation_recompute", `one of ${Object.keys(modes).join(", ")}`);
  return derived(mode ?? "none", said);
}

function tensorPlanOf(c: Configuration): Launch["plan"] {
  const [kind, overlap, ranks] = [
    c.text("tensor_par_comm_type"),
    c.text("tensor_par_overlap"),
    c.size("tensor_par"),
  ];
  const kinds = ["ar", "p2p_rs_ag", "rs_ag"];
  if (!kinds.includes(kind.value ?? "")) c.wrong("tensor_par_comm_type", `one of ${kinds.join(", ")}`);
  if (!["none", "ring", "pipe"].includes(overlap.value ?? ""))
    c.wrong("tensor_par_overlap", "one of none, ring, pipe");
  if (overlap.value === "pipe") c.note("tensor_par_overlap pipe: taken as ring, in as many parts as ranks");
  if (ranks.value === 1) return {};
  return {
    sequenceParallel: derived(kind.value === "rs_ag", kind),
    ...(overlap.value !== "none" && { overlapTensorParallel: derived(true, overlap) }),
  };
}

/** What no plan here says: told, unless it is off. */
function unsaidOf(c: Configuration): Launch["plan"] {
  for (const key of ["weight_offload", "activations_offload", "optimizer_offload"])
    if (c.flag(key).value) c.note(`${key}: a GPU's host holds nothing here, everything stays on the chips`);
  for (const key of ["tensor_par_net", "pipeline_par_net", "data_par_net"]) c.any(key);
  if (c.has("seq_par_ag_redo") && !c.flag("seq_par_ag_redo").value && c.size("tensor_par").value > 1)
    c.note("seq_par_ag_redo false: gathered inputs are gathered again in backward, as Megatron does");
  for (const key of ["fused_activation", "attention_type", "num_procs", "name"]) c.any(key);
  return {};
}
