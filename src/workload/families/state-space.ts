import { BLOCK_INPUT } from "../graph/operator-graph.ts";
import { embedding } from "../operators/embedding.ts";
import { norm } from "../operators/norm.ts";
import { residualSublayer } from "../operators/residual.ts";
import { mambaMixer, mixerStateElements, mixerTokenSaved } from "../operators/selective-scan.ts";
import { decoderHead } from "./decoder.ts";
import { block, type FamilyBuilder } from "./family.ts";

/**
 * Mamba-like: embedding, layers of one selective scan each, logits as a decoder has them. A sample keeps a state of one
 * size, however many tokens it has read, where a decoder keeps keys and values of them all.
 * Source: Gu 2023, arXiv:2312.00752, §3.4.
 */
export const stateSpace: FamilyBuilder = ({ id, model }, sizes) => {
  const { hidden, layers, stateSpace: mixer, vocabulary = 0 } = model;
  if (mixer === undefined) throw new Error(`${id}: a state-space model needs model.stateSpace`);
  const { tokens: rows, phase } = sizes;
  const elements = rows * hidden;
  const predicted = phase === "prefill" ? 1 : rows;
  const layer = residualSublayer({
    id: "mixer",
    stream: BLOCK_INPUT,
    norm: norm("mixer-norm", rows, model),
    normPlacement: "pre",
    branch: (input) => mambaMixer({ input, rows, hidden, sizes: mixer, resumes: phase === "decode" }),
    elements,
    dropout: false,
  });
  return [
    block(
      {
        id: "embedding",
        kind: "embedding",
        count: 1,
        operators: embedding({ rows, dropout: false, model }),
        outputElements: elements,
        saved: { all: 0, attention: 0 },
      },
      sizes,
    ),
    block(
      {
        id: "layer",
        kind: "layer",
        count: layers,
        operators: layer,
        outputElements: elements,
        saved: { all: elements + rows * mixerTokenSaved(hidden, mixer), attention: 0 },
        stateElements: mixerStateElements(hidden, mixer),
      },
      sizes,
    ),
    block(
      {
        id: "head",
        kind: "head",
        count: 1,
        operators: decoderHead(predicted, rows, sizes, model),
        outputElements: 0,
        saved: { all: predicted * (2 * hidden + vocabulary), attention: 0 },
      },
      sizes,
    ),
  ];
};
