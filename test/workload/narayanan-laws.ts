import { SECONDS_PER_DAY } from "../../src/workload/flops/petaflop-days.ts";
import type { TransformerShape } from "../../src/workload/graph/transformer-shape.ts";

/** Sizes of a GPT-like model as Megatron's formulas see it: ffn = 4·hidden, all heads alike. */
export interface MegatronSizes extends Pick<TransformerShape, "layers" | "hidden"> {
  readonly vocabulary: number;
  readonly sequenceLength: number;
}

/**
 * Parameters of a GPT-like model.
 *
 *   P = 12·l·h²·(1 + 13/(12·h) + (V + s)/(12·l·h))
 *
 * Source: Narayanan 2021, arXiv:2104.04473, eq. 2.
 */
export function narayananParameters({ layers, hidden, vocabulary, sequenceLength }: MegatronSizes): number {
  const tables = (vocabulary + sequenceLength) / (12 * layers * hidden);
  return 12 * layers * hidden ** 2 * (1 + 13 / (12 * hidden) + tables);
}

/**
 * Seconds to train P parameters on T tokens with n chips of X FLOP/s each, full recomputation counted.
 *
 *   t = 8·T·P / (n·X)
 *
 * Source: Narayanan 2021, arXiv:2104.04473, eq. 4.
 */
export function narayananTrainingSeconds(run: {
  readonly parameters: number;
  readonly tokens: number;
  readonly chips: number;
  readonly achievedFlopsPerSecondPerChip: number;
}): number {
  return (8 * run.tokens * run.parameters) / (run.chips * run.achievedFlopsPerSecondPerChip);
}

/** The same in days. */
export function narayananTrainingDays(run: Parameters<typeof narayananTrainingSeconds>[0]): number {
  return narayananTrainingSeconds(run) / SECONDS_PER_DAY;
}
