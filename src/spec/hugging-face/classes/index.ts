import { cohere, cohere2 } from "./cohere.ts";
import { deepseekV2, deepseekV3 } from "./deepseek.ts";
import { bert, deberta, robertaType, xlmRoberta } from "./encoders.ts";
import { falcon } from "./falcon.ts";
import { gemma, gemma2, gemma3, gemma3Text } from "./gemma.ts";
import { bloom, gpt2, gptJ, gptNeoX, opt } from "./gpt.ts";
import { gptOss, llama, mistral, mixtral } from "./llama.ts";
import type { ModelType } from "./model-type.ts";
import { phi, phi3, phiMoe } from "./phi.ts";
import { qwen2, qwen2Moe, qwen3, qwen3Moe } from "./qwen.ts";
import { mt5, t5, whisper } from "./sequences.ts";
import { jamba, mamba } from "./state-spaces.ts";
import { clip, llava } from "./towers.ts";
import { vit } from "./vision.ts";

/** Every `model_type` that is read. */
export const MODEL_TYPES: Readonly<Record<string, ModelType>> = {
  bert,
  bloom,
  clip,
  cohere,
  cohere2,
  "deberta-v2": deberta,
  deepseek_v2: deepseekV2,
  deepseek_v3: deepseekV3,
  falcon,
  RefinedWeb: falcon,
  RefinedWebModel: falcon,
  gemma,
  gemma2,
  gemma3,
  gemma3_text: gemma3Text,
  gpt2,
  gpt_neox: gptNeoX,
  gpt_oss: gptOss,
  gptj: gptJ,
  jamba,
  llama,
  llava,
  mamba,
  mistral,
  mixtral,
  mt5,
  opt,
  phi,
  phi3,
  phimoe: phiMoe,
  qwen2,
  qwen2_moe: qwen2Moe,
  qwen3,
  qwen3_moe: qwen3Moe,
  roberta: robertaType,
  t5,
  vit,
  whisper,
  "xlm-roberta": xlmRoberta,
};
