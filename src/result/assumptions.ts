import type { Software } from "../arch/arch.ts";
import { isPhased } from "../plan/memory/off-chip.ts";
import { MODEL_CONSTANTS } from "../estimate/model-constants.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import type { MetricContext } from "./metric-context.ts";

/** What the model takes for granted in every result. */
const ALWAYS = [
  "FLOPs are exact matmul counts with full attention, 1 MAC = 2 FLOP; MFU refers to the peak of all chips of the system",
  "every replica, tensor-parallel rank and machine behaves alike: one of each is timed",
  "energy is that of chips, machines, hosts and switches; PUE enters cost and carbon alone",
] as const;

/** What a choice of the plan, or a kind of workload, takes for granted besides. */
const WHERE: readonly {
  readonly says: string;
  readonly applies: (context: MetricContext, choice: PlanChoice) => boolean;
}[] = [
  {
    says: "purchase price is spread in a straight line over lifetime × utilisation",
    applies: ({ arch }) => arch.economics.depreciation === "straight-line",
  },
  {
    says: "purchase price declines exponentially, and a run pays what a new system loses in its time",
    applies: ({ arch }) => arch.economics.depreciation === "declining",
  },
  {
    says: "a run repeats one step: no checkpoints, evaluation, restarts or learning-rate warm-up at a smaller batch",
    applies: ({ kind }) => kind === "training",
  },
  {
    says: "a batch of requests starts and ends together, without queueing",
    applies: ({ kind }) => kind === "inference",
  },
  {
    says: "the decode is priced at its mean context length",
    applies: ({ decodeSeconds }) => !Number.isNaN(decodeSeconds),
  },
  {
    says: "a chip without tiles is known by peak rate, memory bandwidth and one efficiency curve (roofline)",
    applies: ({ arch }) => arch.chip.architecture === "roofline",
  },
  {
    says: "a router sends each token to experts with equal chance, one token independently of another",
    applies: ({ phases }) => phases.some(({ plan }) => (plan.graph.workload.model.experts?.count ?? 1) > 1),
  },
  {
    says: "phased execution streams each layer's weights in and its state out once per step",
    applies: (_, choice) => isPhased(choice),
  },
];

/** What runs on a chip without tiles. */
function softwareProfile({ arch: { chip }, kind }: MetricContext): Software | undefined {
  return chip.architecture === "roofline" ? chip.software[kind] : undefined;
}

/** What a reader must believe to believe the numbers: modelling assumptions, assumed constants, assumed inputs. */
export function assumptionsOf(context: MetricContext, inputs: readonly Provenance[]): readonly string[] {
  const choice = context.phases[0]?.plan.choice;
  const where = WHERE.filter(({ applies }) => choice !== undefined && applies(context, choice));
  const constants = MODEL_CONSTANTS.filter(({ status }) => status === "assumed");
  const assumed = inputs.filter(({ status }) => status === "assumed");
  const profile = softwareProfile(context);
  return [
    ...ALWAYS,
    ...(profile === undefined ? [] : [`software: ${profile.name} (${profile.id})`]),
    ...where.map(({ says }) => says),
    ...constants.map(
      ({ id, value, unit, source }) => `${id} = ${value}${unit === "" ? "" : ` ${unit}`}: ${source}`,
    ),
    ...assumed.map(
      ({ path, written, source }) => `${path} = ${written}${source === undefined ? "" : `: ${source}`}`,
    ),
  ];
}
