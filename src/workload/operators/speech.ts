import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Draft } from "../graph/operator-graph.ts";
import { lookUp } from "./embedding.ts";
import { linear, vector } from "./linear.ts";

/** The second of two convolutions halves the frames. Radford 2022 (Whisper), arXiv:2212.04356, §2.2 (published). */
export const FRAMES_OF_A_TOKEN = 2;

/**
 * Frames of a spectrogram as tokens: two convolutions over time, each with a gelu, of which the second halves the
 * frames, and a table of positions. A convolution is a matmul with the `kernel` frames of each place side by side.
 * Source: Radford 2022, arXiv:2212.04356, §2.2.
 */
export function heardSpeech(
  rows: number,
  { hidden, sequenceLength }: TransformerSpec,
  { melBins, kernel }: NonNullable<TransformerSpec["speech"]>,
): readonly Draft[] {
  const frames = FRAMES_OF_A_TOKEN * rows;
  const filter = { role: "patches", columns: hidden, split: "none", bias: true } as const;
  return [
    ...linear({ ...filter, id: "first-convolution", rows: frames, inner: kernel * melBins }),
    vector("first-gelu", "gelu", frames * hidden),
    ...linear({ ...filter, id: "second-convolution", rows, inner: kernel * hidden }),
    vector("second-gelu", "gelu", rows * hidden),
    lookUp("frame-positions", { rows, width: hidden, tableRows: sequenceLength, split: "none" }),
    vector("add-frame-positions", "add", rows * hidden),
  ];
}
