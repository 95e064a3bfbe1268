import type { Arch } from "../../arch/arch.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import { PLAN_CHOICE_NAMES, PLAN_CHOICES, type PlanChoiceName } from "../../spec/kinds/plan-choices.ts";
import { even, layerCount } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { chipHolds, WITHOUT_TEMPORARIES } from "./chip-memory.ts";
import type { Degrees } from "./degrees.ts";
import type { LastChoice } from "./plan-options.ts";
import type { Layout, Shape, ShapeGroup } from "./plan-space.ts";
import { fullestRuns, someSplitHolds } from "./stage-split.ts";
import { standingBound } from "./standing-bound.ts";

/** What a choice weighs on memory, other choices alike. */
type Load = Pick<PlanChoice, "microBatch" | "dataParallel">;

/** Loads that were found to fit, and those that were not, for choices that are alike in all else. */
interface Known {
  readonly fitting: Load[];
  readonly outgrown: Load[];
}

/** Whether a choice could fit for some split of its layers (interleaved: in equal stages): never "no" where it fits. */
export interface MemoryBound {
  (choice: PlanChoice): boolean;
  /**
   * The same of the layouts of a shape, of which most are told by others: `made` makes the choice where it must be asked
   * about, or nothing where it is none.
   */
  readonly ofShape: (shape: Shape) => ShapeBound;
  /** Whether any layout of a group could hold what stands all the time. */
  readonly groupStands: (group: ShapeGroup, made: Made) => boolean;
}

type Made = (layout: Layout, last: LastChoice) => PlanChoice;

export type ShapeBound = (degrees: Degrees, last: LastChoice, made: () => PlanChoice | undefined) => boolean;

/**
 * By what a chip holds if matmuls needed no memory besides their operands.
 *
 * With the same other choices a larger micro-batch needs more in every part, and fewer replicas share the same state
 * and wait for the same samples: what did not fit stays out for all that are larger, and the other way round.
 */
export function memoryBound(
  arch: Arch,
  graphs: readonly OperatorGraph[],
  { layersPerStage }: Pick<PlanSpec, "layersPerStage"> = {},
): MemoryBound {
  const alike = knownByRest();
  const stands = standingBound(arch, graphs);
  const main = graphs.at(-1);
  if (main === undefined) throw new Error("a workload without a phase");
  const splitFits = (choice: PlanChoice): boolean => {
    const holds = chipHolds({ arch, graphs, choice, planMatmul: WITHOUT_TEMPORARIES });
    if (choice.interleave === 1 || layersPerStage !== undefined)
      return someSplitHolds(main, choice.pipelineParallel, holds);
    return fullestRuns(main, even(layerCount(main), choice.pipelineParallel)).every(holds);
  };
  const asked = (known: Known, choice: PlanChoice): boolean => {
    const told = toldBy(known, choice);
    if (told !== undefined) return told;
    const fits = stands(choice) && splitFits(choice);
    (fits ? known.fitting : known.outgrown).push(choice);
    return fits;
  };
  const ofShape = rememberedByShape((): ShapeBound => {
    const byLayout = new Map<LastChoice, Map<number, Known>>();
    return (degrees, last, made) => {
      let byDegrees = byLayout.get(last);
      if (byDegrees === undefined) byLayout.set(last, (byDegrees = new Map<number, Known>()));
      const key = degrees.pipelineParallel * MOST_EXPERTS + degrees.expertParallel;
      let known = byDegrees.get(key);
      if (known !== undefined && toldBy(known, degrees) === false) return false;
      const choice = made();
      if (choice === undefined) return false;
      if (known === undefined) byDegrees.set(key, (known = alike(choice)));
      return asked(known, choice);
    };
  });
  return Object.assign((choice: PlanChoice) => asked(alike(choice), choice), {
    ofShape,
    groupStands: standingGroups(stands),
  });
}

/** Asked once of groups of the same layouts and arithmetic, on which alone it depends. */
function standingGroups(stands: (choice: PlanChoice) => boolean): MemoryBound["groupStands"] {
  const known = new Map<string, Map<ShapeGroup["widths"], boolean>>();
  return ({ shape: { arithmetic }, widths }, made) => {
    let byLayouts = known.get(arithmetic);
    if (byLayouts === undefined)
      known.set(arithmetic, (byLayouts = new Map<ShapeGroup["widths"], boolean>()));
    let some = byLayouts.get(widths);
    if (some === undefined) {
      some = widths.some(({ layouts }) =>
        layouts.some((layout) => layout.frugal.some((last) => stands(made(layout, last)))),
      );
      byLayouts.set(widths, some);
    }
    return some;
  };
}

/** More than a model has, to tell pairs of numbers apart by one. */
const MOST_EXPERTS = 2 ** 24;

/** What is known of choices alike in all else says of a load; undefined where it says nothing. */
function toldBy({ fitting, outgrown }: Known, load: Load): boolean | undefined {
  if (outgrown.some((known) => noLarger(known, load))) return false;
  return fitting.some((known) => noLarger(load, known)) ? true : undefined;
}

function noLarger(a: Load, b: Load): boolean {
  return a.microBatch <= b.microBatch && a.dataParallel >= b.dataParallel;
}

/** The load, and what follows from it. */
const LOAD: readonly PlanChoiceName[] = ["microBatch", "microBatches", "dataParallel", "layersPerStage"];

const REST = PLAN_CHOICE_NAMES.filter((name) => PLAN_CHOICES[name].memory && !LOAD.includes(name));

/** By all of a shape that memory depends on, but for the load. */
function rememberedByShape<T>(compute: () => T): (shape: Shape) => T {
  const known = new Map<string, T>();
  return ({ tensorParallel, recompute, weights, arithmetic, sequenceParallel }) => {
    const key = `${tensorParallel}|${recompute}|${weights}|${arithmetic}|${sequenceParallel}`;
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = compute()));
    return value;
  };
}

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
