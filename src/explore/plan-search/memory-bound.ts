import type { Arch } from "../../arch/arch.ts";
import { PLAN_CHOICE_NAMES, PLAN_CHOICES, type PlanChoiceName } from "../../spec/kinds/plan-choices.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { chipHolds, WITHOUT_TEMPORARIES } from "./chip-memory.ts";
import { someSplitHolds } from "./stage-split.ts";

/** What a choice weighs on memory, other choices alike. */
type Load = Pick<PlanChoice, "microBatch" | "dataParallel">;

/** Loads that were found to fit, and those that were not, for choices that are alike in all else. */
interface Known {
  readonly fitting: Load[];
  readonly outgrown: Load[];
}

/**
 * Whether a choice could fit for some split of its layers, if matmuls needed no memory besides their operands: never
 * "no" where it fits.
 *
 * With the same other choices a larger micro-batch needs more in every part, and fewer replicas share the same state
 * and wait for the same samples: what did not fit stays out for all that are larger, and the other way round.
 */
export function memoryBound(arch: Arch, graphs: readonly OperatorGraph[]): (choice: PlanChoice) => boolean {
  const alike = knownByRest();
  const main = graphs.at(-1);
  return (choice) => {
    const { fitting, outgrown } = alike(choice);
    if (outgrown.some((known) => noLarger(known, choice))) return false;
    if (fitting.some((known) => noLarger(choice, known))) return true;
    const holds = chipHolds({ arch, graphs, choice, planMatmul: WITHOUT_TEMPORARIES });
    const fits = main !== undefined && someSplitHolds(main, choice.pipelineParallel, holds);
    (fits ? fitting : outgrown).push(choice);
    return fits;
  };
}

function noLarger(a: Load, b: Load): boolean {
  return a.microBatch <= b.microBatch && a.dataParallel >= b.dataParallel;
}

/** The load, and what follows from it. */
const LOAD: readonly PlanChoiceName[] = ["microBatch", "microBatches", "dataParallel", "layersPerStage"];

const REST = PLAN_CHOICE_NAMES.filter((name) => PLAN_CHOICES[name].memory && !LOAD.includes(name));

type Branch = Map<unknown, Branch | Known>;

/** What is known of choices with the same rest. */
function knownByRest(): (choice: PlanChoice) => Known {
  const root: Branch = new Map();
  return (choice) => {
    let branch = root;
    for (const name of REST) branch = below(branch, choice[name]);
    let known = branch.get(LEAF) as Known | undefined;
    if (known === undefined) branch.set(LEAF, (known = { fitting: [], outgrown: [] }));
    return known;
  };
}

const LEAF = Symbol("known");

function below(branch: Branch, key: unknown): Branch {
  let next = branch.get(key) as Branch | undefined;
  if (next === undefined) branch.set(key, (next = new Map()));
  return next;
}
