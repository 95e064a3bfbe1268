import type { Arch } from "../../arch/arch.ts";
import { matmulPlanner, type PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { even, layerCount } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { PLAN_CHOICE_NAMES, PLAN_CHOICES } from "../../spec/kinds/plan-choices.ts";
import { chipHolds, type Holds } from "./chip-memory.ts";
import type { LayerPrices } from "./layer-prices.ts";
import type { GraphLaws } from "./plan-laws.ts";
import { fullestRuns, rememberedHolds, someSplitHolds, stageSplit } from "./stage-split.ts";

export interface SplitInput {
  readonly arch: Arch;
  /** Of every phase, the main one last. */
  readonly laws: readonly GraphLaws[];
  readonly planners: PlannerCache;
}

/** How the layers of a plan are split over its stages. */
export interface ChosenSplit {
  /** The most even split by time; of interleaved stages the equal one. */
  readonly balanced: readonly number[];
  /** Whether the chips hold it, by its fullest runs. */
  readonly balancedHolds: () => boolean;
  /** The most even of those that the chips hold; undefined where they hold none. */
  readonly held: () => readonly number[] | undefined;
}

export type SplitChooser = (open: PlanChoice) => ChosenSplit;

/**
 * Splits of plans, each asked for once of all that it depends on: plans that differ in the order of ranks or in what
 * runs beside what are split alike, and a plan that was bounded is not split again when it is timed.
 */
export function splitChooser({ arch, laws, planners }: SplitInput): SplitChooser {
  const main = laws.at(-1);
  if (main === undefined) throw new Error("a workload without a phase");
  const { graph } = main;
  const graphs = laws.map((law) => law.graph);
  const memories = new Map<string, Holds>();
  const splits = new WeakMap<LayerPrices, Map<string, ChosenSplit>>();
  return (open) => {
    const prices = main.price.exact(open);
    let ofPrices = splits.get(prices);
    if (ofPrices === undefined) splits.set(prices, (ofPrices = new Map<string, ChosenSplit>()));
    const key = memoryKey(open);
    let split = ofPrices.get(key);
    if (split === undefined) {
      let holds = memories.get(key);
      if (holds === undefined) {
        const planMatmul = matmulPlanner(arch, open, planners);
        const asked = chipHolds({ arch, graphs, choice: open, planMatmul });
        memories.set(key, (holds = rememberedHolds(graph, open.pipelineParallel, asked)));
      }
      ofPrices.set(key, (split = chosen(graph, open, prices, holds)));
    }
    return split;
  };
}

function chosen(graph: GraphLaws["graph"], open: PlanChoice, prices: LayerPrices, holds: Holds): ChosenSplit {
  const balanced = stageSplit(graph, open, prices) ?? even(layerCount(graph), open.pipelineParallel);
  const balancedHolds = (): boolean => fullestRuns(graph, balanced).every(holds);
  let found: { readonly split: readonly number[] | undefined } | undefined;
  const held = (): readonly number[] | undefined => {
    if (open.interleave > 1) return balancedHolds() ? balanced : undefined;
    if (found === undefined) {
      const some = someSplitHolds(graph, open.pipelineParallel, holds);
      found = { split: some ? stageSplit(graph, open, prices, holds) : undefined };
    }
    return found.split;
  };
  return { balanced, balancedHolds, held };
}

/** All that the memory of a chip depends on, but for the run of layers that it holds. */
const MEMORY = PLAN_CHOICE_NAMES.filter(
  (name) => (PLAN_CHOICES[name].memory || name === "availableMemoryProportion") && name !== "layersPerStage",
);

const memoryKey = (choice: PlanChoice): string => MEMORY.map((name) => choice[name]).join("|");
