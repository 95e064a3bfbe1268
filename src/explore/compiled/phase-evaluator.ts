import { matmulPlanner, type PlannerCache } from "../../estimate/matmul-planner.ts";
import { closePhases } from "../../estimate/phased-account.ts";
import {
  closePipeline,
  replicaAccount,
  updateAccount,
  type ReplicaAccount,
  type UpdateAccount,
} from "../../estimate/pipeline-account.ts";
import { priceBlock, type BlockPrice } from "../../estimate/price-block.ts";
import { phasedProgram } from "../../estimate/price-phased.ts";
import {
  flopsPerMicroBatch,
  pipelineCycle,
  pipelineRuns,
  pipelineUpdates,
  stepFlops,
  type PriceOf,
} from "../../estimate/price-plan.ts";
import type { PricingContext } from "../../estimate/pricing-context.ts";
import {
  emptyAccount,
  emptyFigures,
  standingWatts,
  systemFigures,
  type StepAccount,
} from "../../estimate/step-account.ts";
import { addUpSegments, segmentSums, type LastingSums } from "../../estimate/segment-sums.ts";
import { partition } from "../../plan/partition.ts";
import { planExecution } from "../../plan/plan-execution.ts";
import type { Stage } from "../../plan/plan.ts";
import { heldBytes, phaseWork } from "../../result/metric-context.ts";
import type { PhaseFigures } from "../../result/step-totals.ts";
import type { Block, OperatorGraph } from "../../workload/operator-graph.ts";
import { dependencyMemo, type Memo, type Watch } from "./dependency-memo.ts";

/** Why a point does not fit, in numbers; `demand − bound` is the gap. */
export interface Shortage {
  readonly kind: "shortage";
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
}

type Held = Pick<PhaseFigures, "fullestChipBytes" | "sramBytesPerTilePeak" | "streamingBytesPerMachine"> & {
  readonly kind: "held";
};

/** A pipeline's cycles. */
interface Replica {
  readonly account: ReplicaAccount;
  readonly stages: number;
  readonly flopsPerMicroBatch: number;
}

/** A phased program, run once. */
interface PhasedRun {
  readonly account: StepAccount;
  readonly flopsPerMicroBatch: number;
}

/** What a phase of a workload costs at a machine and a choice, level by level: each is priced once for all it sees alike. */
export interface PhaseLevels {
  readonly held: Memo<Held | Shortage>;
  readonly replica: Memo<Replica>;
  readonly update: Memo<UpdateAccount>;
  readonly phased: Memo<PhasedRun>;
}

export function phaseLevels(graph: OperatorGraph, watch: Watch, planners: PlannerCache): PhaseLevels {
  const arch = watch.arch.value;
  const choice = watch.choice.value;
  const context = (): PricingContext => ({
    arch,
    graph,
    choice,
    planMatmul: matmulPlanner(arch, choice, planners),
  });
  const sums: LastingSums = new Map();
  const priceOf = blockPrices(graph, watch, context, sums);
  const cut = dependencyMemo(watch, () => partition(graph, choice));
  const stages = (): readonly Stage[] => cut(watch.running.arch, watch.running.choice);
  return {
    held: dependencyMemo(watch, () => {
      const plan = planExecution({ ...context(), withLevers: false });
      if (plan.kind === "plan") return { kind: "held", ...heldBytes(arch, plan) };
      const { resource, demand, bound } = plan;
      return { kind: "shortage", resource, demand, bound };
    }),
    replica: dependencyMemo(watch, () => {
      const own = stages();
      return {
        account: replicaAccount(pipelineCycle(own, priceOf, context()), choice.interleave, segmentSums(sums)),
        stages: own.length,
        flopsPerMicroBatch: flopsPerMicroBatch(own, priceOf),
      };
    }),
    update: dependencyMemo(watch, () => {
      const own = stages();
      const updates = pipelineUpdates(own, context());
      return updateAccount(own.map(({ chip }, at) => ({ chip, update: updates[at]! })));
    }),
    phased: dependencyMemo(watch, () => ({
      account: closePhases(phasedProgram({ graph, choice }, priceOf, context()), emptyAccount()),
      flopsPerMicroBatch: flopsPerMicroBatch(stages(), priceOf),
    })),
  };
}

/** Prices of the graph's blocks, each remembered by what it depends on; of half layers, which are cut anew each time, not. */
function blockPrices(
  graph: OperatorGraph,
  watch: Watch,
  context: () => PricingContext,
  sums: LastingSums,
): PriceOf {
  const known = new Map<Block, Memo<BlockPrice>>();
  for (const block of graph.blocks)
    known.set(
      block,
      dependencyMemo(watch, () => {
        const price = priceBlock(block, context());
        for (const segments of [price.forward, price.recompute, price.backward])
          sums.set(segments, addUpSegments(segments));
        return price;
      }),
    );
  return (block) => {
    const memo = known.get(block);
    return memo === undefined ? priceBlock(block, context()) : memo(watch.running.arch, watch.running.choice);
  };
}

/** One phase at a point: its figures, or what is short. The figures are overwritten by the next point. */
export interface PhaseEvaluator {
  readonly figures: PhaseFigures;
  readonly evaluate: (arch: number, choice: number) => Shortage | undefined;
}

export function phaseEvaluator(graph: OperatorGraph, watch: Watch, planners: PlannerCache): PhaseEvaluator {
  const levels = phaseLevels(graph, watch, planners);
  const known: ReturnType<typeof standingWatts>[] = [];
  const standing = (arch: number): ReturnType<typeof standingWatts> =>
    (known[arch] ??= standingWatts(watch.archs[arch]!));
  const account = emptyAccount();
  const system = emptyFigures();
  const figures: PhaseFigures = { ...phaseWork(graph), ...NOTHING };
  const { passes } = figures;
  return {
    figures,
    evaluate(arch, choice) {
      const held = levels.held(arch, choice);
      if (held.kind === "shortage") return held;
      const made = watch.choices[choice]!;
      const chips = made.tensorParallel * made.dataParallel;
      if (made.weights === "streaming") {
        const run = levels.phased(arch, choice);
        systemFigures(run.account, chips, passes, standing(arch), system);
        figures.hardwareFlops = stepFlops(run.flopsPerMicroBatch, made, passes);
      } else {
        const replica = levels.replica(arch, choice);
        const update = levels.update(arch, choice);
        const { microBatches, repeats } = pipelineRuns(made, replica.stages, passes);
        closePipeline(replica.account, update, microBatches, account);
        systemFigures(account, chips, repeats, standing(arch), system);
        figures.hardwareFlops = stepFlops(replica.flopsPerMicroBatch, made, passes);
      }
      figures.seconds = system.seconds;
      figures.joules = system.joules;
      figures.bubbleFraction = system.bubbleFraction;
      figures.peakWatts = system.peakWatts;
      figures.fullestChipBytes = held.fullestChipBytes;
      figures.sramBytesPerTilePeak = held.sramBytesPerTilePeak;
      figures.streamingBytesPerMachine = held.streamingBytesPerMachine;
      return undefined;
    },
  };
}

const NOTHING = {
  seconds: 0,
  joules: 0,
  bubbleFraction: 0,
  peakWatts: 0,
  hardwareFlops: 0,
  fullestChipBytes: 0,
  sramBytesPerTilePeak: 0,
  streamingBytesPerMachine: 0,
};
