import type { StateSpaceSpec } from "../../spec/kinds/state-space-spec.ts";
import type { Draft, Operator, ScanOperator, TensorId } from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { depthwiseOverTokens } from "./convolution.ts";
import { linear, vector } from "./linear.ts";

export interface MixerInput {
  readonly input: TensorId;
  readonly rows: number;
  readonly hidden: number;
  readonly sizes: StateSpaceSpec;
  /** A token is generated: the state of those before it is taken up. */
  readonly resumes: boolean;
}

/**
 * What a Mamba layer has in place of attention and feed-forward block: a projection to a main path and a gate, a
 * depthwise convolution, the projections that make step size, B and C of every token, the scan, and a projection back.
 *
 * Channels are what tensor parallelism divides. B, C and the narrow step size are sums over all of them, so they are
 * all-reduced, as the last projection's result is (Waleffe 2024, arXiv:2406.07887, §2.2, has Mamba's two).
 * Source: Gu 2023, arXiv:2312.00752, §3.4 and Figure 3; sizes as in state-spaces/mamba, mamba_simple.py.
 */
export function mambaMixer({ input, rows, hidden, sizes, resumes }: MixerInput): readonly Operator[] {
  const { expand, state, kernel, stepRank, bias = false, convolutionBias } = sizes;
  const width = expand * hidden;
  const matrix = { role: "projection", rows, bias: false } as const;
  const both = chain(
    input,
    linear({ ...matrix, id: "in-projection", inner: hidden, columns: 2 * width, split: "column", bias }),
  );
  const main = chain(written(both), [
    depthwiseOverTokens(
      "convolution",
      { rows, width, kernel, ...(convolutionBias === false && { bias: false }) },
      "column",
    ),
    vector("convolution-swish", "swish", rows * width, "column"),
  ]);
  const selection = chain(written(main), [
    ...linear({ ...matrix, id: "selection", inner: width, columns: stepRank + 2 * state, split: "row" }),
    ...selectionNorms(rows, sizes),
  ]);
  const step = chain(
    written(selection),
    linear({ ...matrix, id: "step", inner: stepRank, columns: width, split: "column", bias: true }),
  );
  const scan: Draft<ScanOperator> = {
    kind: "scan",
    id: "scan",
    steps: rows,
    channels: width,
    state,
    resumes,
    parameters: width * (state + 1),
    split: "column",
  };
  const operands = [main, step, selection, both].map((of) => written(of));
  const last = linear({ ...matrix, id: "out-projection", inner: width, columns: hidden, split: "row", bias });
  return [...both, ...main, ...selection, ...step, ...chain(input, [reading(operands, scan), ...last])];
}

/** Step size, B and C are each normed before they are used, in one operator that reads them together (Jamba). */
function selectionNorms(
  rows: number,
  { stepRank, state, selectionNorms: normed }: StateSpaceSpec,
): readonly Draft[] {
  const width = stepRank + 2 * state;
  return normed ? [{ ...vector("selection-norms", "rmsnorm", rows * width), parameters: width }] : [];
}

/**
 * Elements kept for backward, a token: input of the first projection, both paths, the convolution's result, the main
 * path, step size narrow and wide, B and C, and the scan's result.
 */
export function mixerTokenSaved(
  hidden: number,
  { expand, state, stepRank, selectionNorms }: StateSpaceSpec,
): number {
  const selected = stepRank + 2 * state;
  return hidden + 6 * expand * hidden + selected * (selectionNorms ? 2 : 1);
}

/** What a sample keeps of the tokens before: the states, and the tokens that the convolution spans. */
export function mixerStateElements(hidden: number, { expand, state, kernel }: StateSpaceSpec): number {
  return expand * hidden * (state + kernel);
}
