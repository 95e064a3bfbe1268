import type { TaskSpec, WorkloadSpec } from "../../../spec/kinds/workload-spec.ts";
import { sizeOf } from "../arithmetic-of.ts";
import type { PredictionContext } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";

/** Model families of measured runs, told by the model's name; each has a shipped workload with its other details. */
export const RUN_FAMILIES = ["bert", "roberta", "gpt2", "gpt-j", "t5", "llama"] as const;
export type RunFamily = (typeof RUN_FAMILIES)[number];

const NAMES: readonly (readonly [RegExp, RunFamily, string])[] = [
  [/roberta-?large/i, "roberta", "bert-large"],
  [/roberta/i, "roberta", "bert-base"],
  [/bert-?large/i, "bert", "bert-large"],
  [/bert/i, "bert", "bert-base"],
  [/gpt-?2[ -]?(xl|extra)/i, "gpt2", "gpt2-xl"],
  [/gpt-?2[ -]?l/i, "gpt2", "gpt2-l"],
  [/gpt-?2[ -]?m/i, "gpt2", "gpt2-m"],
  [/gpt-?2/i, "gpt2", "gpt2-s"],
  [/gpt-?j/i, "gpt-j", "gpt-j-6b"],
  [/t5/i, "t5", "t5-11b"],
  [/llama/i, "llama", "llama2-7b"],
];

export function runFamily({ model = "" }: VisibleFields): RunFamily | undefined {
  return NAMES.find(([name]) => name.test(model))?.[1];
}

/** The record with the sizes that its model's name stands for, where it gives none itself. */
export async function withNamedSizes(
  record: VisibleFields,
  context: PredictionContext,
): Promise<VisibleFields> {
  const base = NAMES.find(([name]) => name.test(record.model ?? ""))?.[2];
  if (base === undefined || sizeOf(record.modelConfig, "layers") !== undefined) return record;
  const { layers, hidden, heads, ffn, vocabulary } = (await context.workload(base)).spec.model;
  return {
    ...record,
    modelConfig: { layers, hidden, heads, ffn, vocab: vocabulary, ...record.modelConfig },
  };
}

/**
 * Masked positions a row by its length. BERT's data preparation (max_predictions_per_seq): 20 and 76; 56 at 384, 76 a
 * pack at 512 (MLPerf submission). Published.
 */
const MASKED_POSITIONS: Readonly<Record<number, number>> = { 128: 20, 384: 56, 512: 76 };

/** The workload a record describes: sizes from its fields, what they leave open from the family's shipped workload. */
export async function runWorkload(
  record: VisibleFields,
  context: PredictionContext,
): Promise<WorkloadSpec | undefined> {
  const found = NAMES.find(([name]) => name.test(record.model ?? ""));
  if (found === undefined) return undefined;
  const [, family, base] = found;
  const { spec } = await context.workload(base);
  const sequenceLength = record.sequenceLength ?? record.encoderTokens ?? spec.model.sequenceLength;
  const size = (name: string, otherwise: number): number => sizeOf(record.modelConfig, name) ?? otherwise;
  const kvHeads = sizeOf(record.modelConfig, "kvHeads");
  const { kvHeads: _kvHeads, headSize: _headSize, ...model } = spec.model;
  const hidden = size("hidden", model.hidden);
  const heads = size("heads", model.heads);
  return {
    ...spec,
    model: {
      ...model,
      layers: size("layers", model.layers),
      hidden,
      heads,
      ...(kvHeads !== undefined && { kvHeads }),
      ffn: size("ffn", model.ffn),
      vocabulary: size("vocab", model.vocabulary ?? 0),
      sequenceLength: Math.max(sequenceLength, model.sequenceLength),
      ...(family === "t5" && flanT5(record, size)),
      ...(family === "gpt2" && { dropout: true }),
    },
    task: runTask(record, family, sequenceLength),
  };
}

/** Flan-T5: gated feed-forward, a head of its own. Chung 2022, arXiv:2210.11416 (T5 1.1); config.json (published). */
function flanT5(
  { model = "", decoderTokens, encoderTokens }: VisibleFields,
  size: (name: string, otherwise: number) => number,
): Partial<WorkloadSpec["model"]> {
  const flan = /flan/i.test(model);
  const targetLength = decoderTokens ?? encoderTokens;
  return {
    headSize: 64,
    decoderLayers: size("decoderLayers", size("layers", 24)),
    ...(targetLength !== undefined && { targetLength }),
    ...(flan && { gatedFfn: true, activation: "geglu" as const, tiedEmbeddings: false }),
  };
}

/** Fine-tuning runs have rows of 384 (SQuAD) in small batches; everything else with a BERT or GPT-2 is pre-training. */
export const LARGEST_FINETUNE_BATCH = 1024;

function runTask(record: VisibleFields, family: RunFamily, sequenceLength: number): TaskSpec {
  const precision = record.precision === "fp32" ? "fp32" : "fp16";
  const globalBatch = record.globalBatch ?? 1;
  if (record.task === "inference")
    return {
      kind: "inference",
      promptTokens: sequenceLength,
      generatedTokens: 0,
      batch: record.microBatch ?? 1,
      precision,
    };
  const encoder = family === "bert" || family === "roberta";
  const finetune = !encoder
    ? family !== "gpt2"
    : sequenceLength === 384 && globalBatch <= LARGEST_FINETUNE_BATCH;
  const masked = MASKED_POSITIONS[sequenceLength];
  return {
    kind: finetune ? "finetune" : "pretrain",
    steps: 1,
    globalBatch,
    sequenceLength,
    optimizer: encoder && !finetune ? "lamb" : "adamw",
    precision,
    ...(encoder && masked !== undefined && { maskedFraction: masked / sequenceLength }),
  };
}
