/** Flags and variables that change neither a model's sizes nor its plan, by what they are about. */
const WITHOUT_EFFECT: readonly RegExp[] = [
  /^[$]/, // what flags are made of stands in them
  /^(lr|min-lr|weight-decay|adam|clip-grad|start-weight|end-weight|init-method|seed|loss-scale|initial-loss|min-loss|hysteresis|log|tensorboard|wandb|timing|save|load|exit|eval|no-load|no-save|ckpt|dist-ckpt|async|override-opt|use-checkpoint|finetune|async-save|auto-detect)/,
  /^(data|split|train-data|valid-data|test-data|vocab-file|merge-file|tokenizer|num-workers|dataloader|mmap|reset|eod|mock-data|no-create|rampup|distributed|local-rank|rdzv|node-rank|master|use-cpu-init|empty-unused|manual-gc|no-initialization|transformer-impl|use-mcore|attention-backend|use-flash-attn|attention-softmax|no-masked|no-bias|no-persist|bias-|masked-softmax|accumulate|calculate|rotary-base|rotary-percent|rotary-interleaved|rope|use-rope|hidden-dropout|attention-dropout|norm-epsilon|layernorm-epsilon|max-position|no-position|overlap-param|recompute-(method|num|modules)|moe-(router-(load|dtype|pre|score|bias|num|group)|aux|z-loss|grouped|token|permute|layer-recompute|expert-capacity|pad)|fp8-(margin|interval|amax|param|recipe)|grad-reduce|check-weight|wgrad|ddp|cross-entropy|delay-|high-priority|tp-comm-)/,
];

/** Flags that nobody asked for and that may mean something. */
export function withoutMeaning(flags: readonly string[], asked: ReadonlySet<string>): readonly string[] {
  return flags.filter((flag) => !asked.has(flag) && !WITHOUT_EFFECT.some((about) => about.test(flag)));
}
