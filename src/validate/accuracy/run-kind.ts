import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { sizeOf } from "../predict/arithmetic-of.ts";
import { machineOfChip } from "../predict/measured-chip.ts";
import type { VisibleFields } from "../measurement.ts";
import { profileOf } from "../predict/baseline/record-software.ts";
import { GPU_MAPPERS } from "../predict/gpu/index.ts";

/** What of a run's time a number tells. `serving`: of requests that come and go. */
export type RunPhase = "step" | "prefill" | "decode" | "serving";

/** What predictions are alike in: errors of one kind say what to expect of the next of that kind. */
export interface RunKind {
  readonly task: "training" | "inference";
  /** Chips of one design: `Hopper` stands for H100, H200, H800 and GH200. */
  readonly chips: string;
  readonly phase: RunPhase;
  /** Id of the software profile; chips with tiles have one, which is not named. */
  readonly software: string;
  /** `transformers`, `transformers with experts`, or the family that a workload's spec names. */
  readonly models: string;
}

/** Families of chips by their ids in specs and by what records call them. */
const CHIP_FAMILIES: readonly (readonly [called: RegExp, family: string])[] = [
  [/^a100/i, "A100"],
  [/^l40s/i, "L40S"],
  [/^(h100|h200|h800|gh200)/i, "Hopper"],
  [/^g?b200/i, "Blackwell"],
  [/^mi300x/i, "MI300X"],
  [/^(tpu|trillium|ironwood)/i, "TPU"],
  [/^gaudi/i, "Gaudi"],
];

/** The family of a chip without tiles; a chip of none is a family of its own. */
export function chipFamily(name: string): string {
  return CHIP_FAMILIES.find(([called]) => called.test(name))?.[1] ?? name;
}

/** All chips with tiles: laws and constants are theirs together. */
export const TILED_FAMILY = "IPU";

/** Profiles of old versions are of the kind of the software that they are versions of. */
const VERSION = /-\d+$/;

const TRANSFORMERS: ReadonlySet<string> = new Set<WorkloadSpec["family"]>([
  "encoder",
  "decoder",
  "encoder-decoder",
  "vision-transformer",
  "multiway",
]);

/** Models that records name and that are no transformers. */
const OTHER_MODELS: readonly (readonly [called: RegExp, family: WorkloadSpec["family"]])[] = [
  [/resnet|efficientnet|resnext/i, "cnn"],
  [/conformer/i, "conformer"],
  [/u-?net/i, "unet"],
];

export function modelFamily(family: string, experts: boolean): string {
  if (!TRANSFORMERS.has(family)) return family;
  return experts ? "transformers with experts" : "transformers";
}

/** The kind of a record of a whole run; undefined of one that tells no time of a run. */
export function kindOfRecord(record: VisibleFields): RunKind | undefined {
  const { chip = "", group, model = "", modelConfig } = record;
  const task = taskOf(record.task);
  const phase = task === undefined ? undefined : phaseOf(record, task);
  if (task === undefined || phase === undefined) return undefined;
  const tiled = record.ipus !== undefined || machineOfChip(chip) !== undefined;
  const family = OTHER_MODELS.find(([called]) => called.test(model))?.[1] ?? "decoder";
  const experts = (sizeOf(modelConfig, "experts") ?? 0) > 1 || /mixtral|moe/i.test(model);
  // Groups whose mappers take the profile that their runs were fitted with.
  const software = Object.hasOwn(GPU_MAPPERS, group) ? "eager" : profileOf(record).replace(VERSION, "");
  return {
    task,
    phase,
    chips: tiled ? TILED_FAMILY : chipFamily(chip),
    software: tiled ? "" : software,
    models: modelFamily(family, experts),
  };
}

function taskOf(task = ""): RunKind["task"] | undefined {
  if (task === "inference") return "inference";
  return /^(training|pre-?training|fine-?tuning)( \(|$)/i.test(task) ? "training" : undefined;
}

/** Metrics of training that follow from the time of a step, and of inference that tell a time. */
const STEP =
  /^(step_time|iteration_time|throughput|steady_state_training_throughput|achieved_tflops_per_gpu|mfu|hfu|samples_per_s|tokens_per_s(_per_gpu)?)$/;
const FIRST = /^(time_to_first_token(_mean)?|prefill_latency)$/;
/** Of a model that answers in one pass, where no length of an answer is given. */
const ONE_PASS = /^(throughput|latency(_median)?)$/;
const ANSWERS = /latency|tokens_per_s|^throughput$|^step_time$|^samples_per_s$|time_per_output_token/;

function phaseOf(record: VisibleFields, task: RunKind["task"]): RunPhase | undefined {
  const { metric, batching = "", concurrency } = record;
  const answer = record.outputLength ?? record.generated ?? record.meanOutputLength;
  if (task === "training") return STEP.test(metric) ? "step" : undefined;
  const served =
    concurrency !== undefined || /in-?flight|continuous|offline|poisson|server|queued/i.test(batching);
  if (FIRST.test(metric) || (answer === undefined && ONE_PASS.test(metric)))
    return served ? "serving" : "prefill";
  if (!ANSWERS.test(metric)) return undefined;
  return served ? "serving" : "decode";
}
