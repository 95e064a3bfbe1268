import type { BaselineRecord } from "./baseline-record.ts";

/** Software profiles by what records call the framework, the particular before the general. */
const PROFILES: readonly (readonly [framework: RegExp, training: string, inference: string])[] = [
  [/(tensorrt|trt)-?llm v?0[.]\d/i, "megatron", "tensorrt-llm-0"],
  [/tensorrt|nim\b|trt-?llm/i, "megatron", "tensorrt-llm"],
  [/vllm/i, "megatron", "vllm"],
  [/faster ?transformer/i, "megatron", "faster-transformer"],
  [/habana|gaudi|hpu/i, "optimum-habana", "optimum-habana"],
  [/maxtext|jax|xla|t5x|pathways|tensorflow|saxml/i, "xla", "xla"],
  // Forks of Megatron-LM of before 2023, which the eager profile was fitted on.
  [/megatron-?deepspeed|neox/i, "eager", "eager"],
  [/fsdp|composer|foundry|torchtitan|metaseq/i, "fsdp", "eager"],
  [/nemo|megatron|megascale|neox|nvidia release|ngc|pytorch nvidia|in-house/i, "megatron", "eager"],
];

/** Kinds of chip whose programs are compiled by one stack, whatever stands above it. */
const STACKS: readonly (readonly [chip: RegExp, profile: string])[] = [
  [/gaudi/i, "optimum-habana"],
  [/tpu|trillium|ironwood/i, "xla"],
];

/** The software profile of a record: its framework's, or what is usual on its chip for its task. */
export function profileOf({ framework = "", chip = "", task, zero }: BaselineRecord): string {
  const stack = STACKS.find(([called]) => called.test(chip));
  if (stack !== undefined) return stack[1];
  const named = PROFILES.find(([called]) => called.test(framework));
  if (task === "inference") return named?.[2] ?? (framework === "" ? "tensorrt-llm" : "eager");
  return named?.[1] ?? (shardsWeights(zero) ? "fsdp" : "megatron");
}

/** Whether weights are divided over replicas and gathered for use: ZeRO-3, FSDP. */
export function shardsWeights(zero: number | string | undefined): boolean {
  return zero === 3 || (typeof zero === "string" && /fsdp|3/i.test(zero));
}
