import type { MapNode } from "../yaml/spec-node.ts";

/**
 * Keys that say nothing of a model's sizes or its work: how it is trained, started, generated with, stored, and which
 * names it gives to tokens and labels; rope's angles; how a router weighs what it has chosen.
 */
const WITHOUT_EFFECT = new RegExp(
  [
    "^_", // what tools write for themselves
    "(^|_)(token|image|audio|video)(_token)?_?(id|ids|index|ids_.*)$",
    "token_id$",
    "token_index$",
    "tokens?$",
    "drop",
    "pdrop",
    "eps(ilon)?$",
    "initializer|init_std|initial",
    "^(use_)?cache",
    "cache_implementation",
    "dtype$",
    "version$",
    "^(architectures|model_type|auto_map|name_or_path|tokenizer_class|transformers\\.js.*|id2label|label2id|num_labels|problem_type)$",
    "rope|rotary_emb|partial_rotary|rotary$|use_mrope",
    "pretraining_tp|slow_but_exact|gradient_checkpointing|skip_bias_add|masked_softmax_fusion|bias_dropout_fusion",
    "^output_|^return_|^use_return|^torchscript$|^chunk_size|^is_encoder_decoder$|^pruned_heads$|bfloat16$",
    "^task_specific_params$|^summary_|^classifier|^finetuning_task$|^cross_attention_hidden_size$",
    "^(suppress|begin_suppress|forced|decoder_start|max_length|min_length|num_beams|num_return|top_k$|top_p$|temperature|repetition|length_penalty|early_stopping|do_sample|no_repeat|diversity|typical_p|remove_invalid|exponential_decay|bad_words|encoder_no_repeat|num_beam_groups)",
    "aux_loss|router_jitter|norm_topk_prob|routed_scaling|n_group$|topk_group|scoring_func|ep_size|seq_aux|num_logits_to_keep",
    "scale|layernorm_epsilon|layer_norm_eps",
    "use_mamba_kernels|use_mambapy|residual_in_fp32|rescale_prenorm|time_step_(min|max|floor|limit|init)|hidden_act$",
    "spec_augment|mask_time|mask_feature|median_filter|use_weighted_layer_sum|scale_embedding",
    "attention_softmax|scale_attn|reorder_and_upcast|offset_alibi|apply_residual|pad_token|query_pre_attn_scalar|logit",
    "^(is_gated_act|dense_act_fn|relative_attention_max_distance|is_decoder|add_cross_attention|output_past|n_ctx|has_no_defaults_at_init)$",
    "^(pooler_|encoder_stride|qkv_proj|num_hidden_groups|layer_norm_type|tie_encoder_decoder|seed|swiglu_limit|resid_|embd_)",
    "^(attn_implementation|attention_type|mscale|max_window_layers|sliding_window_size|original_max_position_embeddings|max_seq_len|model_max_length)$",
    "^(encoder_layerdrop|decoder_layerdrop|num_hidden_layers|max_source_positions|use_bias_proj|vision_feature|projector_hidden_act|ignore_index|image_seq_length)$",
    "^(legacy|unk|bos|eos|sep|cls|mask).*",
  ].join("|"),
);

/** Keys that nobody asked for and that may mean something. */
export function unreadKeys(
  root: MapNode,
  asked: ReadonlySet<string>,
  path: readonly string[] = [],
): readonly string[] {
  return [...root.entries].flatMap(([key, { node }]) => {
    const name = [...path, key].join(".");
    if (asked.has(name)) return node.kind === "map" ? unreadKeys(node, asked, [...path, key]) : [];
    return WITHOUT_EFFECT.test(key) || isNothing(node) ? [] : [name];
  });
}

/** Null, false, zero, empty: a part that a model could have and does not. */
function isNothing(
  node: MapNode["entries"] extends ReadonlyMap<string, infer E>
    ? E extends { node: infer N }
      ? N
      : never
    : never,
): boolean {
  if (node.kind === "scalar")
    return node.value === null || node.value === false || node.value === 0 || node.value === "";
  return node.kind === "list" ? node.items.length === 0 : node.entries.size === 0;
}
