import type { SpecPath } from "../yaml/spec-node.ts";
import type { TransformerSpec } from "../kinds/workload-spec.ts";
import { items, known, type Loose, type RuleProblem } from "./rule-problem.ts";

type Model = Loose<TransformerSpec>;

/** What is wrong with the levels of a network that takes an image down and up again. */
export function networkProblems({ denoiser, codec }: Model, at: SpecPath): readonly RuleProblem[] {
  return [
    ...halvedProblems(denoiser, [...at, "denoiser"]),
    ...headProblems(denoiser, [...at, "denoiser"]),
    ...halvedProblems(codec, [...at, "codec"]),
  ];
}

interface Levels {
  readonly size?: number | undefined;
  readonly levels?: readonly object[] | undefined;
}

/** Each level has half the side of the one before. */
function halvedProblems(network: Levels | undefined, at: SpecPath): RuleProblem[] {
  const parts = 2 ** Math.max(0, items(network?.levels).length - 1);
  const size = network?.size ?? parts;
  if (!known(size) || size % parts === 0) return [];
  const expected = `a multiple of ${parts}, for each level halves the side`;
  return [{ path: [...at, "size"], expected, message: String(size) }];
}

/** Heads divide the channels of every level with attention, and those of the middle, which has it always. */
function headProblems(denoiser: Model["denoiser"], at: SpecPath): RuleProblem[] {
  const { heads = 1 } = denoiser ?? {};
  const levels = items(denoiser?.levels);
  return levels.flatMap(({ channels = heads, attention }, index) => {
    const attends = attention === true || index === levels.length - 1;
    if (!attends || !known(channels, heads) || channels % heads === 0) return [];
    const expected = `a multiple of the ${heads} heads of its attention`;
    return [{ path: [...at, "levels", index, "channels"], expected, message: String(channels) }];
  });
}
