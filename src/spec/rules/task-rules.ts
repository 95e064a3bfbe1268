import type { TaskSpec, TransformerSpec, WorkloadSpec } from "../kinds/workload-spec.ts";
import { idle, items, known, missing, type Loose, type RuleProblem } from "./rule-problem.ts";

type Spec = Loose<WorkloadSpec>;
type Model = Loose<TransformerSpec>;
type TrainingTask = Exclude<TaskSpec, { kind: "inference" }>;

/** What is wrong with a task beside the model that it is for. */
export function taskProblems(spec: Spec): readonly RuleProblem[] {
  return spec.task?.kind === undefined
    ? []
    : spec.task.kind === "inference"
      ? inferenceProblems(spec)
      : trainingProblems(spec);
}

/** Families whose samples are images, or have a length of their own: the task says nothing about it. */
function fixedLength({ family, model }: Spec): boolean {
  if (family === "multimodal") return model?.joins !== "prefix";
  return ["vision-transformer", "multiway", "cnn", "unet", "image-codec"].includes(family ?? "");
}

/** Whether an answer is written token by token. */
function generates({ family, model }: Spec): boolean {
  const stacks = ["decoder", "encoder-decoder", "state-space"];
  return stacks.includes(family ?? "") || model?.joins === "prefix";
}

function inferenceProblems(spec: Spec): readonly RuleProblem[] {
  const { task, model = {} } = spec;
  if (task?.kind !== "inference") return [];
  const { promptTokens = 1, generatedTokens = 1, denoising } = task;
  const problems: RuleProblem[] = [];
  if (!known(promptTokens, generatedTokens)) return [];
  if (promptTokens < 1 && !fixedLength(spec))
    problems.push({
      path: ["task", "promptTokens"],
      expected: "at least 1, from which an answer follows",
      message: String(promptTokens),
    });
  if (generatedTokens > 1 && !generates(spec))
    problems.push({
      path: ["task", "generatedTokens"],
      expected: "at most 1, for this model answers in one pass",
      message: String(generatedTokens),
    });
  if (denoising !== undefined && spec.family !== "unet" && model.joins !== "denoise")
    problems.push(idle(["task", "denoising"], "it belongs to a unet, or to `joins: denoise`"));
  const text = textOf(spec);
  return [
    ...problems,
    ...imageBeforeText(spec, promptTokens, ["task", "promptTokens"]),
    ...positionProblems(text, {
      longest: promptTokens + (text?.family === "decoder" ? generatedTokens : 0),
      written: `${promptTokens} and an answer of ${generatedTokens}`,
      path: ["task", "promptTokens"],
    }),
  ];
}

function trainingProblems(spec: Spec): readonly RuleProblem[] {
  const { family, model = {} } = spec;
  const { tokens, steps, sequenceLength, maskedFraction } = spec.task as Loose<TrainingTask>;
  const problems: RuleProblem[] = [];
  if (tokens === undefined && steps === undefined)
    problems.push(missing(["task", "steps"], "or tokens: how long the run is"));
  if (tokens !== undefined && steps !== undefined)
    problems.push(idle(["task", "steps"], "tokens say how long the run is; give one of them"));
  if (sequenceLength !== undefined && fixedLength(spec))
    problems.push(idle(["task", "sequenceLength"], "the model says how long its samples are"));
  if (maskedFraction !== undefined && !(family === "encoder" && model.maskedLanguageHead === true))
    problems.push(idle(["task", "maskedFraction"], "it belongs to an encoder with a maskedLanguageHead"));
  const length = sequenceLength ?? textOf(spec)?.model.sequenceLength;
  if (fixedLength(spec) || length === undefined || !known(length)) return problems;
  const path = sequenceLength === undefined ? ["model", "sequenceLength"] : ["task", "sequenceLength"];
  return [
    ...problems,
    ...imageBeforeText(spec, length, path),
    ...positionProblems(textOf(spec), { longest: length, written: String(length), path }),
  ];
}

interface TextModel {
  readonly family: string | undefined;
  readonly model: Model;
}

/** The model, or the tower, that reads what the task's lengths are about. */
function textOf(spec: Spec): TextModel | undefined {
  if (fixedLength(spec)) return undefined;
  if (spec.family !== "multimodal") return spec.model && { family: spec.family, model: spec.model };
  const last = items(spec.model?.towers).at(-1);
  return last?.model && { family: last.family, model: last.model as Model };
}

/** A table of learned positions has no rows beyond its end. */
function positionProblems(
  text: TextModel | undefined,
  { longest, written, path }: { longest: number; written: string; path: readonly string[] },
): RuleProblem[] {
  const { position, positions, sequenceLength, speech } = text?.model ?? {};
  // An encoder that hears has a table of its own, one row a frame of its longest sample.
  const rows = speech === undefined ? (positions ?? sequenceLength) : sequenceLength;
  if (position !== "learned" || rows === undefined || !known(rows) || longest <= rows) return [];
  const expected = `at most ${rows} tokens with the answer, for the model has learned no further positions`;
  return [{ path, expected, message: written }];
}

/** A sample with an image before its text is longer than what the image makes. */
function imageBeforeText(spec: Spec, tokens: number, path: readonly string[]): RuleProblem[] {
  const { joins, towers, projector } = spec.model ?? {};
  const all = joins === "prefix" ? imagePositions((items(towers)[0]?.model ?? {}) as Model) : undefined;
  const rows = all && (projector?.tokens ?? all - (projector?.classToken === false ? 1 : 0));
  if (rows === undefined || tokens > rows) return [];
  const expected = `more than the ${rows} positions that the image takes`;
  return [{ path, expected, message: String(tokens) }];
}

/** Positions that an image tower hands on; undefined where its sizes are not known. */
function imagePositions({ image, convolutions, window, classToken }: Model): number | undefined {
  const { size, patch } = image ?? {};
  if (size === undefined || !known(size)) return undefined;
  if (convolutions === undefined)
    return patch === undefined || !known(patch)
      ? undefined
      : Math.floor(size / patch) ** 2 + (window === undefined && classToken !== false ? 1 : 0);
  const strides = [
    convolutions.stem?.stride,
    convolutions.stem?.pool,
    ...items(convolutions.stages).map(({ stride }) => stride),
  ];
  const side = strides.reduce<number>((left, stride = 1) => Math.ceil(left / stride), size);
  return Number.isFinite(side) ? side ** 2 : undefined;
}
