import type { MapNode, SpecNode } from "../yaml/spec-node.ts";

/**
 * Keys that say nothing of a model's sizes or of its work, by what they are about. A key that is neither read nor among
 * these is told.
 */
const WITHOUT_EFFECT: readonly RegExp[] = [
  // how the file came about, and what its tools write for themselves
  /^_|^(architectures|model_type|auto_map|name_or_path|tokenizer_class|finetuning_task|.*version|.*dtype|seed|legacy)$/,
  // numbers and names of tokens, labels and places for images
  /(token|image|audio|video|pad|bos|eos|sep|cls|unk|mask)(_token)?_(id|ids|index|seq_length)$|^(id2label|label2id|num_labels|ignore_index)$/,
  // training: dropout, starting values, losses
  /drop|pdrop|initializer|init_std|initial_context|aux_loss|layerdrop|gradient_checkpointing|rescale_prenorm|mask_(time|feature)|spec_augment/,
  // arithmetic: small constants, scales, formats, kernels
  /eps(ilon)?$|scale|scaling|softmax|fused|fusion|skip_bias|slow_but_exact|use_mamba|residual_in_fp32|time_step_(min|max|floor|limit)|swiglu_limit|clip_qkv/,
  // positions: angles, lengths of training
  /rope|rotary|mrope|offset_alibi|original_max_position|seq_length$|model_max_length|relative_attention_max_distance|max_window_layers|n_ctx/,
  // how a router weighs what it has chosen
  /norm_topk_prob|^n_group$|topk_(group|method)|scoring_func|ep_size|router_jitter|router_logits|seq_aux/,
  // how text is generated, and what a call returns
  /^(use_)?cache|cache_implementation|^output_|^return_|use_return|num_logits_to_keep|^(suppress|begin_suppress)_tokens|^forced_|^decoder_start|^task_specific/,
  /^(max|min)_length$|^num_(beams|beam_groups|return_sequences)$|^top_[kp]$|^temperature$|penalty$|^early_stopping$|^do_sample$|^(encoder_)?no_repeat|^typical_p$|^bad_words|^remove_invalid|^exponential_decay/,
  // heads of other tasks
  /^summary_|^classifier|^pooler_|^problem_type$|^pruned_heads$|^cross_attention_hidden_size$|^chunk_size|^torchscript$|bfloat16$|^tie_encoder_decoder$/,
  // said already by another key, or by the class
  /^(is_encoder_decoder|is_decoder|add_cross_attention|is_gated_act|dense_act_fn|hidden_act|pretraining_tp|output_past|encoder_stride|projector_hidden_act|vision_feature_layer|apply_residual_connection_post_layernorm|median_filter_width|use_weighted_layer_sum|num_hidden_layers|query_pre_attn_scalar|projection_dim)$/,
];

/** Keys that nobody asked for and that may mean something. */
export function unreadKeys(
  root: MapNode,
  asked: ReadonlySet<string>,
  path: readonly string[] = [],
): readonly string[] {
  return [...root.entries].flatMap(([key, { node }]) => {
    const name = [...path, key].join(".");
    if (asked.has(name)) return node.kind === "map" ? unreadKeys(node, asked, [...path, key]) : [];
    return WITHOUT_EFFECT.some((about) => about.test(key)) || isNothing(node) ? [] : [name];
  });
}

/** Null, false, zero, empty: a part that a model could have and does not. */
function isNothing(node: SpecNode): boolean {
  if (node.kind === "scalar") return !node.value;
  return node.kind === "list" ? node.items.length === 0 : node.entries.size === 0;
}
