import type { Arch, RooflineChip } from "../../../arch/arch.ts";
import { segmentSeconds } from "../../../estimate/pipeline/cycle-times.ts";
import { TIME_CATEGORIES } from "../../../estimate/priced-plan.ts";
import { dynamicEnergy } from "../../../estimate/power/system-energy.ts";
import { priceKnownRun } from "../../../evaluate.ts";
import { even } from "../../../plan/partition/partition.ts";
import type { PlanChoice } from "../../../plan/plan.ts";
import { DEFAULT_CHOICE } from "../../../spec/kinds/plan-choices.ts";
import type { TransformerSpec, WorkloadSpec } from "../../../spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import type { Pass, PredictionContext } from "../mapper.ts";
import type { BaselineRecord } from "./baseline-record.ts";
import { meanSpan, modelOf } from "./record-model.ts";
import { formatsOf, type RecordFormats } from "./record-precision.ts";
import { recordArch } from "./record-system.ts";
import { degreesOf, expertDegree, type RunDegrees } from "./run-degrees.ts";

/** What a record's model, machine and software take for passes of any size. */
export interface InferenceRun {
  readonly chip: RooflineChip;
  readonly degrees: RunDegrees;
  /** `samples` prompts of `tokens` tokens. */
  readonly prefill: (samples: number, tokens: number) => Pass;
  /** One token of each of `samples` answers that attend to `context` tokens. */
  readonly decode: (samples: number, context: number) => Pass;
  /** Sequences of so many tokens that the memory of a replica holds beside the weights. */
  readonly mostSequences: (tokens: number) => number;
}

/** What an engine leaves of a chip's memory for weights, keys and values: 0.9 of it (defaults of TensorRT-LLM and vLLM). */
const USABLE_MEMORY = 0.9;

/** The run that a record describes, or what is unknown of it. */
export async function inferenceRun(
  record: BaselineRecord,
  context: PredictionContext,
): Promise<InferenceRun | string> {
  const sizes = modelOf(record);
  if (sizes === undefined) return `sizes of ${record.model ?? "the model"} unknown`;
  const asked = degreesOf(record);
  if (typeof asked === "string") return asked;
  const { tensorParallel, pipelineParallel, dataParallel } = asked;
  const model = routedAlike(record, withHeadsFor(sizes, tensorParallel));
  const expertParallel = expertDegree(asked.expertParallel, model.experts?.count ?? 1, dataParallel);
  // Replicas that share nothing are alike: one of them is priced.
  const replicas = expertParallel > 1 ? dataParallel : 1;
  const arch = await recordArch(record, tensorParallel * pipelineParallel * replicas, context);
  if (typeof arch === "string") return arch;
  const { chip } = arch;
  const formats = formatsOf(record, chip);
  if (formats === undefined) return `precision ${record.precision} unknown`;
  if (chip.architecture !== "roofline") return "a chip with tiles";
  const { spec } = await context.workload("llama2-70b");
  const degrees = { ...asked, expertParallel };
  const choice: PlanChoice = {
    ...DEFAULT_CHOICE,
    ...{ tensorParallel, pipelineParallel, dataParallel: replicas, expertParallel },
    // Where products may be divided along both sides, what lies between them is divided over all chips.
    sequenceParallel: tensorParallel > 1 && chip.software.inference.layouts.planar,
    arithmetic: formats.arithmetic,
    layersPerStage: even(model.layers, pipelineParallel),
  };
  const workload = (tokens: number): WorkloadSpec => ({
    ...spec,
    family: "decoder",
    model,
    task: { kind: "inference", promptTokens: tokens, generatedTokens: 2, batch: 1, precision: "fp16" },
  });
  const price = passPricer({ arch, choice, workload, record, known: context.passes });
  return {
    chip,
    degrees,
    prefill: (samples, tokens) => price("prefill", samples, Math.max(1, Math.round(tokens))),
    decode: (samples, at) => price("decode", samples, Math.max(1, Math.round(meanSpan(record, at)))),
    mostSequences: (tokens) => mostSequences({ chip, degrees, formats, record, workload }, tokens),
  };
}

/** Heads that the chips of a group do not divide are padded (PaLM's 48 on 64 chips; Pope 2022, arXiv:2211.05102). */
function withHeadsFor(model: TransformerSpec, chips: number): TransformerSpec {
  const heads = Math.ceil(model.heads / chips) * chips;
  const kvHeads = model.kvHeads === model.heads ? heads : model.kvHeads;
  return heads === model.heads ? model : { ...model, heads, kvHeads };
}

/**
 * NVIDIA's benchmarks of one static batch (gptSessionBenchmark of TensorRT-LLM 0.x) build their engines without a
 * checkpoint. A router without weights sends every token to the same experts, and a step reads those alone: published
 * steps of Mixtral are shorter than reading all experts takes.
 */
function routedAlike(
  { framework = "", batching = "" }: BaselineRecord,
  model: TransformerSpec,
): TransformerSpec {
  const { experts } = model;
  const dummy = /tensorrt-llm v?0[.]\d/i.test(framework) && /static/i.test(`${batching} ${framework}`);
  return experts === undefined || !dummy
    ? model
    : { ...model, experts: { ...experts, count: experts.perToken } };
}

interface Pricing {
  readonly arch: Arch;
  readonly choice: PlanChoice;
  readonly workload: (tokens: number) => WorkloadSpec;
  readonly record: BaselineRecord;
  readonly known: Map<string, Pass>;
}

/** Prices of passes, each configuration once for all records. */
function passPricer({ arch, choice, workload, record, known }: Pricing) {
  const configuration = JSON.stringify([
    arch.id,
    arch.inputs.length,
    softwareId(arch),
    choice,
    workload(1).model,
  ]);
  return (phase: "prefill" | "decode", samples: number, tokens: number): Pass => {
    const key = `${configuration}|${phase}|${samples}|${tokens}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const spec = workload(phase === "prefill" ? tokens : Math.max(1, record.inputLength ?? 1));
    const graph = buildOperatorGraph(
      spec,
      phase,
      phase === "prefill" ? { sequenceLength: tokens } : { contextTokens: tokens },
    );
    const result = priceKnownRun({
      arch,
      graph,
      choice: { ...choice, microBatch: samples, microBatches: 1 },
    });
    if (result.kind === "illegal") throw new RangeError(result.rule);
    const pass = passOf(result.priced);
    known.set(key, pass);
    return pass;
  };
}

const softwareId = ({ chip }: Arch): string =>
  chip.architecture === "roofline" ? chip.software.inference.id : "";

function passOf(priced: Parameters<typeof dynamicEnergy>[0]): Pass {
  const { program, plan } = priced;
  if (program.kind !== "pipeline") throw new RangeError("a phased run");
  const { tensorParallel, pipelineParallel, dataParallel } = plan.choice;
  const joules = Object.values(dynamicEnergy(priced)).reduce((sum, part) => sum + part, 0);
  const segments = program.stages.flatMap(({ forward, copyForward }) => [
    ...forward,
    ...(copyForward === undefined ? [] : [copyForward]),
  ]);
  const categories = TIME_CATEGORIES.map(
    (name) => [name, segments.reduce((sum, { time }) => sum + (time[name] ?? 0), 0)] as const,
  );
  return {
    seconds: segmentSeconds(segments),
    time: Object.fromEntries(categories.filter(([, seconds]) => seconds > 0)),
    chipJoules: joules / (tensorParallel * pipelineParallel * dataParallel),
  };
}

interface Held {
  readonly chip: RooflineChip;
  readonly degrees: RunDegrees;
  readonly formats: RecordFormats;
  readonly record: BaselineRecord;
  readonly workload: (tokens: number) => WorkloadSpec;
}

/** Key/value heads are whole on a chip; one latent vector is on all. */
function mostSequences({ chip, degrees, formats, record, workload }: Held, tokens: number): number {
  const { tensorParallel, pipelineParallel, expertParallel } = degrees;
  const spec = workload(1);
  const { layers, heads, kvHeads = heads, headSize = 0, latentAttention, experts, hidden } = spec.model;
  const { parameters } = buildOperatorGraph(spec, "prefill");
  const routed =
    experts === undefined ? 0 : experts.count * 3 * hidden * (experts.ffn ?? 0) * routedLayers(spec);
  const weights =
    (formats.weightBytes * (Math.max(0, parameters - routed) + routed / expertParallel)) /
    (tensorParallel * pipelineParallel);
  const width = latentAttention
    ? latentAttention.keyValueRank + latentAttention.rotarySize
    : 2 * Math.max(1, kvHeads / tensorParallel) * headSize;
  const perSequence = (width * layers * formats.kvBytes * meanSpan(record, tokens)) / pipelineParallel;
  return Math.floor((USABLE_MEMORY * chip.memoryBytes - weights) / perSequence);
}

function routedLayers({ model: { layers, experts } }: WorkloadSpec): number {
  return experts === undefined ? 0 : (layers - experts.denseLayers) / experts.every;
}
