import type { Arch } from "../arch/arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { findPlan } from "../explore/find-plan.ts";
import type { Evaluation } from "../evaluate.ts";
import type { NoPlan } from "../plan/choice/illegal.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { decodePasses } from "../workload/graph/decode-passes.ts";
import { passCosts, type PassCosts } from "./pass-costs.ts";
import { prepareDraft, type DraftCost } from "./prepare-draft.ts";
import { servingWorkload, type ServingLengths } from "./serving-workload.ts";
import type { Speculation } from "./speculation.ts";

export interface ServiceInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly lengths: ServingLengths;
  /** Requests in flight at a time, over all replicas. */
  readonly batch: number;
  /** Choices of the plan that are made. */
  readonly fixed?: PlanSpec;
  /** Prompts that one prefill pass may take together. */
  readonly promptsPerPass: number;
  readonly draft?: Speculation & { readonly workload: WorkloadSpec };
  readonly planners?: PlannerCache;
}

/** A model on its machine, ready to serve: what `simulateServing` needs besides the requests. */
export interface Service {
  readonly kind: "service";
  readonly choice: PlanChoice;
  readonly replicas: number;
  /** Requests that one replica holds, each with room for the longest. */
  readonly slots: number;
  /** Bytes on the fullest tile (roofline chips: in the HBM of a chip). */
  readonly peakBytes: number;
  readonly costs: PassCosts;
  /** Seconds of a token with all places taken, in the plan as a whole; without a draft's help. */
  readonly tokenSeconds: number;
  readonly speculation?: Speculation & { readonly draft: DraftCost };
}

/** Shares of a tile for the temporaries of matmuls, tried in turn until a draft finds room; fastest first. */
const PROPORTIONS_BESIDE_A_DRAFT = [0.6, 0.2, 0.1] as const;

/** Plan the workload for `batch` requests of the longest lengths in flight, and price its passes. */
export function prepareService(input: ServiceInput): Service | NoPlan {
  const planners: PlannerCache = input.planners ?? new Map();
  const { draft } = input;
  if (draft === undefined) return planService({ ...input, planners }, 1);
  let last: Service | NoPlan | undefined;
  for (const availableMemoryProportion of PROPORTIONS_BESIDE_A_DRAFT) {
    const fixed = { availableMemoryProportion, ...input.fixed };
    const service = planService({ ...input, planners, fixed }, draft.draftTokens + 1);
    last = service.kind !== "service" ? service : withDraft({ ...input, planners, draft }, service);
    if (last.kind === "service") break;
  }
  if (last === undefined) throw new Error("no plan was tried");
  return last;
}

function planService(
  input: ServiceInput & { readonly planners: PlannerCache },
  decodeTokens: number,
): Service | NoPlan {
  const { arch, lengths, batch, fixed, promptsPerPass, planners } = input;
  const workload = servingWorkload(input.workload, lengths, batch);
  const { best, noPlan } = findPlan({ arch, workload, planners, ...(fixed && { fixed }) });
  if (best === undefined) {
    if (noPlan === undefined) throw new Error("no plan, and no reason why");
    return noPlan;
  }
  const { choice, evaluation } = best;
  const slots = choice.microBatch * choice.microBatches;
  const largestPass = Math.max(slots, promptsPerPass);
  return {
    kind: "service",
    choice,
    replicas: choice.dataParallel,
    slots,
    peakBytes: Math.max(...evaluation.phases.map(({ plan }) => plan.sramBytesPerTilePeak)),
    costs: passCosts({ arch, workload, choice, planners, largestPass, decodeTokens }),
    tokenSeconds: tokenSecondsOf(evaluation),
  };
}

/** Of the decode phase; an answer of one token has none, and takes what the prefill takes. */
function tokenSecondsOf({ phases }: Evaluation): number {
  const decode = phases.find(({ plan }) => plan.graph.phase === "decode") ?? phases.at(-1);
  if (decode === undefined) throw new Error("an evaluation has at least one phase");
  return decode.timing.seconds / decodePasses(decode.plan.graph);
}

function withDraft(
  { arch, lengths, batch, planners, draft, workload }: Required<Omit<ServiceInput, "fixed">>,
  service: Service,
): Service | NoPlan {
  const { draftTokens, acceptance } = draft;
  const drafting = prepareDraft({
    ...{ arch, workload: servingWorkload(draft.workload, lengths, batch), planners, draftTokens },
    beside: { id: workload.id, choice: service.choice, peakBytes: service.peakBytes },
  });
  return drafting.kind !== "drafting"
    ? drafting
    : { ...service, speculation: { draftTokens, acceptance, draft: drafting.cost } };
}
