import { embedding, pick, relativeBuckets } from "../operators/embedding.ts";
import { heardSpeech } from "../operators/speech.ts";
import { norm } from "../operators/norm.ts";
import { BLOCK_INPUT, type Block, type Draft } from "../graph/operator-graph.ts";
import { chain } from "../graph/tensors.ts";
import { held, heldOperator } from "../graph/held.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import type { TransformerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { biasedScores, decoderHead } from "./decoder.ts";
import { embeddingSaved } from "./embedding-saved.ts";
import { block, hasDropout, type FamilyBuilder } from "./family.ts";
import { layerBlocks } from "./layer-blocks.ts";
import { transformerLayer } from "./layer.ts";

/**
 * T5-like: encoder layers over the input, decoder layers (self and cross attention) over the target, logits of the
 * target. Both stacks share one embedding block, which runs before either; every block hands on what a later one
 * still needs (the embedded target, the encoder's output). Prefill reads the prompt and computes the cross keys
 * and values of all decoder layers; decode runs the decoder alone, beside an encoder that stays where it is.
 */
export const encoderDecoder: FamilyBuilder = (spec, sizes) => {
  const { model } = spec;
  const { vocabulary, hidden } = transformerShape(model);
  const target = targetTokens(sizes);
  return [
    embeddingBlock(spec, sizes),
    ...encoderBlocks(spec, sizes),
    ...decoderBlocks(spec, sizes),
    block(
      {
        id: "head",
        kind: "head",
        count: 1,
        operators: [...encoderNorm(sizes, model), ...decoderHead(target, target, sizes, model)],
        outputElements: 0,
        saved: { all: inputTokens(sizes) * hidden + target * (2 * hidden + vocabulary), attention: 0 },
      },
      sizes,
    ),
  ];
};

function inputTokens({ phase, tokens }: PhaseSizes): number {
  return phase === "decode" ? 0 : tokens;
}

function targetTokens({ phase, targetTokens: target }: PhaseSizes): number {
  return phase === "training" ? target : 1;
}

/** Elements that travel along the pipeline: both streams, of which one waits or has been finished. */
function carried(sizes: PhaseSizes, hidden: number): number {
  return (inputTokens(sizes) + targetTokens(sizes)) * hidden;
}

function embeddingBlock(spec: WorkloadSpec, sizes: PhaseSizes): Block {
  const { model } = spec;
  const { hidden } = transformerShape(model);
  const dropout = hasDropout(spec, sizes);
  const input = inputTokens(sizes);
  const target = targetTokens(sizes);
  const context = sizes.phase === "training" ? target : Math.max(1, sizes.contextTokens - sizes.promptTokens);
  return block(
    {
      id: "embedding",
      kind: "embedding",
      count: 1,
      operators: [
        ...inputs({ input, prompt: sizes.promptTokens, target, dropout, model }),
        ...relativeBuckets("decoder-buckets", context, model),
      ],
      outputElements: carried(sizes, hidden),
      saved: embeddingSaved(input + target, dropout, model),
    },
    sizes,
  );
}

interface Inputs {
  /** Tokens that the encoder reads now: 0 in decode. */
  readonly input: number;
  /** Tokens that it read, or reads. */
  readonly prompt: number;
  readonly target: number;
  readonly dropout: boolean;
  readonly model: TransformerSpec;
}

/** What both stacks read: one table of tokens for both, or speech for the encoder and tokens for the decoder. */
function inputs({ input, prompt, target, dropout, model }: Inputs): readonly Draft[] {
  const own =
    model.speech === undefined
      ? relativeBuckets("encoder-buckets", prompt, model)
      : heardSpeech(prompt, model, model.speech);
  // What the encoder alone reads by stays where it is while tokens are generated.
  if (input === 0) return [...embedding({ rows: target, dropout, model }), ...own.map(heldOperator)];
  if (model.speech !== undefined) return [...own, ...embedding({ rows: target, dropout, model })];
  const { hidden, vocabulary } = transformerShape(model);
  return [
    ...embedding({ rows: input, dropout, model }),
    pick("target-tokens", { rows: target, width: hidden, tableRows: vocabulary, split: "column" }),
    ...own,
  ];
}

/** Encoder layers; while tokens are generated they hold their parameters, and rest. */
function encoderBlocks(spec: WorkloadSpec, sizes: PhaseSizes): readonly Block[] {
  if (sizes.phase !== "decode") return runningEncoder(spec, sizes);
  return runningEncoder(spec, { ...sizes, phase: "prefill", tokens: sizes.promptTokens }).map(held);
}

function runningEncoder(spec: WorkloadSpec, sizes: PhaseSizes): readonly Block[] {
  const { model } = spec;
  const { phase } = sizes;
  const rows = inputTokens(sizes);
  const dropout = hasDropout(spec, sizes);
  return layerBlocks(
    "encoder-",
    model.layers,
    model,
    (kind) => ({
      ...transformerLayer({ rows, context: rows, dropout, masked: true, phase, ...kind }, model),
      outputElements: carried(sizes, model.hidden),
    }),
    sizes,
  );
}

/** The model as its decoder stack has it. */
function decoderModel({ decoderFfn, decoderHeads, ...model }: TransformerSpec): TransformerSpec {
  const { ffn, heads } = model;
  return { ...model, ffn: decoderFfn ?? ffn, heads: decoderHeads ?? heads };
}

function decoderBlocks(spec: WorkloadSpec, sizes: PhaseSizes): readonly Block[] {
  const model = decoderModel(spec.model);
  const { decoderLayers, keyValueWidth, hidden } = transformerShape(model);
  const { phase, contextTokens, promptTokens } = sizes;
  const decode = phase === "decode";
  const rows = targetTokens(sizes);
  const layer = {
    rows,
    context: decode ? Math.max(1, contextTokens - promptTokens) : rows,
    dropout: hasDropout(spec, sizes),
    masked: phase === "training" || biasedScores(model),
    causal: !decode,
    phase,
    cross: { context: promptTokens, keyValueRows: decode ? 0 : promptTokens },
  };
  return layerBlocks(
    "decoder-",
    decoderLayers,
    model,
    (kind) => ({
      ...besideCrossKeys(transformerLayer({ ...layer, ...kind }, model), decode, {
        ...layer,
        ...kind,
        model,
      }),
      outputElements: carried(sizes, hidden),
      // Each token of the context is kept once: prompt tokens as cross keys and values, generated ones as own.
      kvElementsPerToken: 2 * keyValueWidth,
    }),
    sizes,
  );
}

/** What makes keys and values of the prompt stays in its layer, and rests, while tokens are generated. */
function besideCrossKeys(
  layer: ReturnType<typeof transformerLayer>,
  decode: boolean,
  {
    model,
    cross,
    ...sizes
  }: Parameters<typeof transformerLayer>[0] & {
    readonly model: TransformerSpec;
    readonly cross: { readonly context: number };
  },
): ReturnType<typeof transformerLayer> {
  if (!decode) return layer;
  const running = { ...sizes, cross: { context: cross.context, keyValueRows: cross.context } };
  const own = new Set(layer.operators.map(({ id }) => id));
  const resting = transformerLayer(running, model).operators.filter(({ id }) => !own.has(id));
  return { ...layer, operators: [...chain(BLOCK_INPUT, resting.map(heldOperator)), ...layer.operators] };
}

/** The encoder's last norm, priced with the blocks that run once; held while tokens are generated. */
function encoderNorm(sizes: PhaseSizes, model: TransformerSpec): readonly Draft[] {
  const rows = inputTokens(sizes);
  const own = norm("encoder-final-norm", Math.max(1, rows), model);
  return [rows > 0 ? own : heldOperator(own)];
}
