import fc from "fast-check";
import { buildArch } from "../../../src/arch/build-arch.ts";
import type { Arch } from "../../../src/arch/arch.ts";
import type { PlannerCache } from "../../../src/estimate/price/matmul-planner.ts";
import { everyCombination, type LastChoice } from "../../../src/explore/plan-search/plan-options.ts";
import { openChoice, planSpace } from "../../../src/explore/plan-search/plan-space.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { PlanSpec } from "../../../src/spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../../../src/spec/kinds/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../../../src/workload/build-graph.ts";
import type { OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

/** A machine and a workload small enough to try every plan. */
export interface SmallQuestion {
  readonly name: string;
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly graphs: readonly OperatorGraph[];
  readonly fixed: PlanSpec;
  readonly planners: PlannerCache;
}

type Settings = Readonly<Record<string, string | number>>;

/** A model of few layers whose experts two or four replicas can share. */
const FEW_EXPERTS: Settings = {
  ...{ "model.layers": 2, "model.decoderLayers": 2 },
  ...{ "model.experts.count": 4, "model.experts.perToken": 2 },
};

/** Families and chips of every kind, and memory both ample and so short that the split decides whether a plan fits. */
const QUESTIONS: readonly (readonly [string, Settings, string, Settings, PlanSpec?])[] = [
  ["bow-pod4", {}, "gpt2-s", { "model.layers": 4, "task.globalBatch": 4 }],
  ["mk2-pod8", {}, "bert-base", { "model.layers": 3, "task.globalBatch": 6 }],
  ["bow-pod4", {}, "gpt2-xl", { "model.layers": 5, "task.globalBatch": 4 }],
  ["bow-pod4", {}, "gpt-3-175b-few-shot", { "model.layers": 3, "task.batch": 6 }],
  ["bow-pod4", {}, "resnet-50", { "task.globalBatch": 2 }],
  ["a100-gpus16", {}, "gpt2-s", { "model.layers": 4, "task.globalBatch": 8 }],
  [
    "a100-gpus8",
    { "chip.memory.capacity": "6 GB" },
    "gpt2-xl",
    { "model.layers": 5, "task.globalBatch": 12 },
  ],
  ["a100-gpus8", {}, "gpt-3-175b-few-shot", { "model.layers": 3, "task.batch": 6 }],
  ["a100-gpus8", {}, "t5-small", { "task.globalBatch": 4 }],
  ["bow-pod4", {}, "switch-base", { ...FEW_EXPERTS, "task.globalBatch": 4 }],
  ["a100-gpus8", {}, "switch-base", { ...FEW_EXPERTS, "task.globalBatch": 4 }],
  // An all-to-all round a ring of 64 takes longer than one of 16 and a switch: far replicas may share experts faster.
  [
    "bow-pod256",
    {},
    "switch-base",
    { "task.globalBatch": 2048, "model.experts.count": 64 },
    {
      ...{ tensorParallel: 1, microBatch: 1, recompute: "attention", weights: "sram" },
      ...{ optimizerState: "sharded", headPlacement: "last", availableMemoryProportion: 0.6 },
    },
  ],
  [
    "bow-pod4",
    {},
    "deepseek-v3-chat",
    {
      "model.layers": 3,
      "model.hidden": 2048,
      "model.experts.denseLayers": 1,
      "model.experts.count": 4,
      "model.experts.perToken": 2,
      "task.batch": 4,
    },
  ],
];

/** Every small question, some of it decided so that few plans are left. */
export async function smallQuestions(): Promise<readonly SmallQuestion[]> {
  const specs = await openShippedSpecs();
  const questions: SmallQuestion[] = [];
  for (const [system, set, id, sizes, decided] of QUESTIONS) {
    const arch = buildArch(await specs.arch(system, set));
    const workload = (await specs.workload(id, sizes)).spec;
    const graphs = phasesOf(workload).map((phase) => buildOperatorGraph(workload, phase));
    const tiled = arch.chip.architecture === "tiled";
    const fixed: PlanSpec = { ...(tiled && { arithmetic: "fp16_16", ioTiles: 0 }), ...decided };
    const name = [system, ...Object.values(set), id].join(" ");
    questions.push({ name, arch, workload, graphs, fixed, planners: new Map() });
  }
  return questions;
}

/** Every plan of a question, its layers not yet split. */
export function everyPlan({ arch, graphs, fixed }: SmallQuestion): readonly PlanChoice[] {
  const plans: PlanChoice[] = [];
  for (const { shape, widths } of planSpace({ arch, graph: graphs.at(-1)!, fixed, breadth: "all" }))
    for (const { degrees, options } of widths.flatMap(({ layouts }) => layouts))
      for (const last of everyCombination<LastChoice>(options))
        plans.push(openChoice(fixed, shape, degrees, last));
  return plans;
}

/** Every division of so many layers over so many stages, in order. */
export function everySplit(layers: number, stages: number): readonly (readonly number[])[] {
  if (stages === 1) return [[layers]];
  return Array.from({ length: layers + 1 }, (_, first) => first).flatMap((first) =>
    everySplit(layers - first, stages - 1).map((rest) => [first, ...rest]),
  );
}

/** Some division of so many layers over so many stages. */
export const someSplit = (layers: number, stages: number): fc.Arbitrary<readonly number[]> =>
  fc
    .array(fc.nat({ max: layers }), { minLength: stages - 1, maxLength: stages - 1 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), layers])
    .map((ends) => ends.slice(1).map((end, stage) => end - ends[stage]!));

/** One of a list. */
export const oneOf = <T>(items: readonly T[]): fc.Arbitrary<T> =>
  fc.nat({ max: Math.max(0, items.length - 1) }).map((index) => items[index]!);
