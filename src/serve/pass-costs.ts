import { illegalText } from "../plan/choice/illegal.ts";
import type { Arch } from "../arch/arch.ts";
import { estimateAnalytic } from "../estimate/analytic.ts";
import { segmentSeconds } from "../estimate/pipeline/cycle-times.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import type { PricedPlan } from "../estimate/priced-plan.ts";
import { dynamicEnergy } from "../estimate/power/system-energy.ts";
import { priceKnownRun } from "../evaluate.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../workload/build-graph.ts";

/** One pass of a replica's micro-batch through all of its stages. */
export interface PassCost {
  /** Seconds at each stage, hand-over to the next included; phased execution is one stage. */
  readonly stageSeconds: readonly number[];
  /** Chip of the replica that each stage runs on. */
  readonly stageChips: readonly number[];
  /** Dynamic energy of the pass on one replica. */
  readonly joules: number;
}

/** What passes cost on one replica: the prices of `evaluate()`, one pass at a time. */
export interface PassCosts {
  readonly stages: number;
  /** `prompts` prompts of at most `tokens` tokens each. */
  readonly prefill: (prompts: number, tokens: number) => PassCost;
  /** One pass over `samples` answers that attend to `context` tokens on average. */
  readonly decode: (samples: number, context: number) => PassCost;
}

/** Lengths are padded to a multiple of this, batches to a power of two: each such shape is a program of its own. */
const LENGTH_STEP = 64;

export interface PassCostsInput {
  readonly arch: Arch;
  /** An inference workload. */
  readonly workload: WorkloadSpec;
  readonly choice: PlanChoice;
  /** Samples that one pass may hold. */
  readonly largestPass: number;
  /** Tokens of each sample that a decode pass takes (speculative decoding verifies several). */
  readonly decodeTokens: number;
  readonly planners?: PlannerCache;
}

/**
 * Prices of passes by shape, each worked out when it is first asked for.
 *
 * A pass is one micro-batch through the plan's stages; replicas stay what they are, so that state divided among them
 * (weights in streaming memory) is still gathered. The plan as a whole is known to fit; a pass is priced in it.
 */
export function passCosts(input: PassCostsInput): PassCosts {
  const known = new Map<string, PassCost>();
  const priced = (phase: "prefill" | "decode", samples: number, tokens: number): PassCost => {
    const shape = { phase, samples: paddedBatch(samples, input.largestPass), tokens: paddedLength(tokens) };
    const key = `${phase}|${shape.samples}|${shape.tokens}`;
    const cost = known.get(key) ?? pricePass(shape, input);
    known.set(key, cost);
    return cost;
  };
  return {
    stages: priced("decode", 1, 1).stageSeconds.length,
    prefill: (prompts, tokens) => priced("prefill", prompts, tokens),
    decode: (samples, context) => priced("decode", samples, context),
  };
}

interface PassShape {
  readonly phase: "prefill" | "decode";
  readonly samples: number;
  readonly tokens: number;
}

function pricePass({ phase, samples, tokens }: PassShape, input: PassCostsInput): PassCost {
  const { workload, decodeTokens } = input;
  const { task } = workload;
  if (task.kind !== "inference") throw new Error("passes are priced of an inference task");
  // Two tokens an answer: the prompt's pass gives one, a single decode pass the other.
  const spec: WorkloadSpec = { ...workload, task: { ...task, promptTokens: tokens, generatedTokens: 2 } };
  const graph =
    phase === "prefill"
      ? buildOperatorGraph(spec, phase, { sequenceLength: tokens })
      : buildOperatorGraph(spec, phase, { contextTokens: tokens, decodeTokens });
  const choice = { ...input.choice, microBatch: samples, microBatches: 1 };
  const { arch, planners } = input;
  const result = priceKnownRun({ arch, graph, choice, ...(planners && { planners }) });
  if (result.kind === "illegal") throw new Error(`a pass cannot be priced: ${illegalText(result)}`);
  return passOf(result.priced);
}

function passOf(priced: PricedPlan): PassCost {
  const { program, plan } = priced;
  const joules =
    Object.values(dynamicEnergy(priced)).reduce((sum, part) => sum + part, 0) / plan.choice.dataParallel;
  if (program.kind === "phased")
    return { stageSeconds: [estimateAnalytic(priced).seconds], stageChips: [0], joules };
  return {
    stageSeconds: program.stages.map(
      ({ forward, copyForward }) => segmentSeconds(forward) + (copyForward?.seconds ?? 0),
    ),
    stageChips: program.stages.map(({ chip }) => chip),
    joules,
  };
}

const paddedLength = (tokens: number): number => Math.ceil(tokens / LENGTH_STEP) * LENGTH_STEP;

function paddedBatch(samples: number, largest: number): number {
  return Math.min(largest, 2 ** Math.ceil(Math.log2(samples)));
}
