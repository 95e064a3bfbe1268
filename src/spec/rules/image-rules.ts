import type { SpecPath } from "../yaml/spec-node.ts";
import type { ConvolutionStageSpec, TransformerSpec } from "../kinds/workload-spec.ts";
import { items, known, type Loose, type RuleProblem } from "./rule-problem.ts";

type Model = Loose<TransformerSpec>;

/** What is wrong with an image beside the patches, windows and strides that it is cut into. */
export function imageProblems(model: Model, at: SpecPath): readonly RuleProblem[] {
  return [...patchProblems(model, at), ...windowProblems(model, at), ...convolutionProblems(model, at)];
}

function patchProblems({ image, convolutions }: Model, at: SpecPath): RuleProblem[] {
  const { size = 1, patch = 1 } = image ?? {};
  if (convolutions !== undefined || !known(size, patch) || size % patch === 0) return [];
  const expected = `a divisor of the image's side, ${size} pixels`;
  return [{ path: [...at, "image", "patch"], expected, message: String(patch) }];
}

/** Swin: windows fill the image at every stage, and stages halve its sides. */
function windowProblems(model: Model, at: SpecPath): RuleProblem[] {
  const { window, image, layers, hidden, heads } = model;
  const { size = 1, patch = 1 } = image ?? {};
  if (window === undefined || image === undefined || !known(window, size, patch)) return [];
  if (size % patch !== 0) return [];
  const stages = items(model.stages);
  const problems: RuleProblem[] = [];
  const wrong = (path: SpecPath, expected: string, value: unknown): void => {
    problems.push({ path: [...at, ...path], expected, message: String(value) });
  };
  let side = size / patch;
  if (window > side) wrong(["window"], `at most the ${side} tokens of a side`, window);
  for (const [index, stage] of stages.entries()) {
    const { hidden: width = 1, heads: ofStage = 1 } = stage;
    if (known(width, ofStage) && width % ofStage !== 0)
      wrong(["stages", index, "heads"], `a divisor of the stage's hidden, ${width}`, ofStage);
    if (!Number.isInteger(side)) {
      wrong(["stages", index], `sides that can be halved ${index} times`, `${size / patch} tokens a side`);
      return problems;
    }
    if (side % Math.min(window, side) !== 0)
      wrong(["window"], `a divisor of the ${side} tokens of a side at stage ${index + 1}`, window);
    side /= 2;
  }
  const [first] = stages;
  const sum = stages.reduce((total, stage) => total + (stage.layers ?? 0), 0);
  if (first === undefined) return problems;
  if (known(layers) && sum !== layers) wrong(["layers"], `${sum}, as the stages' layers add up to`, layers);
  if (known(hidden, first.hidden) && first.hidden !== hidden)
    wrong(["hidden"], `${first.hidden}, as the first stage has`, hidden);
  if (known(heads, first.heads) && first.heads !== heads)
    wrong(["heads"], `${first.heads}, as the first stage has`, heads);
  return problems;
}

function convolutionProblems({ image, convolutions }: Model, at: SpecPath): RuleProblem[] {
  if (convolutions === undefined) return [];
  const stages = items(convolutions.stages);
  const { stem } = convolutions;
  const strides = [stem?.stride, stem?.pool, ...stages.map(({ stride }) => stride)];
  const shrink = strides.reduce<number>((product, stride = 1) => product * stride, 1);
  const { size = shrink } = image ?? {};
  const problems = stages.flatMap((stage, index) =>
    stageProblems(stage, index === 0 ? (stem?.channels ?? 1) : (stages[index - 1]?.channels ?? 1), [
      ...at,
      "convolutions",
      "stages",
      index,
    ]),
  );
  if (known(size, shrink) && size < shrink)
    problems.push({
      path: [...at, "image", "size"],
      expected: `at least ${shrink} pixels a side, for strides divide it by ${shrink}`,
      message: String(size),
    });
  if (stem?.deep === true && known(stem.channels) && (stem.channels ?? 0) % 2 !== 0)
    problems.push({
      path: [...at, "convolutions", "stem", "channels"],
      expected: "an even number, for the first two convolutions of a deep stem have half of them",
      message: String(stem.channels),
    });
  return problems;
}

/** Keys of the other kind of block, with the values that stand for "not given". */
const OTHER_KIND = {
  bottleneck: { expand: 1, groupSize: 1, squeeze: 0 },
  inverted: { width: undefined, groups: 1 },
} as const;

function stageProblems(stage: Loose<ConvolutionStageSpec>, channelsIn: number, at: SpecPath): RuleProblem[] {
  const { block, channels = 1, width = channels, groups = 1, expand = 1, groupSize = 1, squeeze = 0 } = stage;
  if (block !== "bottleneck" && block !== "inverted") return [];
  const problems: RuleProblem[] = Object.entries(OTHER_KIND[block]).flatMap(([key, none]) => {
    const value = stage[key as keyof ConvolutionStageSpec];
    if (value === undefined || value === none) return [];
    return [{ path: [...at, key], message: `no effect: it belongs to ${otherKind(block)} blocks` }];
  });
  const wrong = (key: string, expected: string, value: number): void => {
    problems.push({ path: [...at, key], expected, message: String(value) });
  };
  if (!known(width, groups, channelsIn, expand, groupSize, squeeze)) return problems;
  if (block === "bottleneck" && width % groups !== 0)
    wrong("groups", `a divisor of the ${width} channels of the inner convolution`, groups);
  const inner = channelsIn * expand;
  if (block === "inverted" && inner % groupSize !== 0)
    wrong("groupSize", `a divisor of the ${inner} channels of the inner convolution`, groupSize);
  if (block === "inverted" && squeeze > 0 && Math.floor(channelsIn * squeeze) < 1)
    wrong("squeeze", `a share that leaves one of the ${channelsIn} channels`, squeeze);
  return problems;
}

const otherKind = (block: "bottleneck" | "inverted"): string =>
  block === "bottleneck" ? "inverted" : "bottleneck";
