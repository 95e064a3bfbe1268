import type { MemoryId } from "../../arch/memory.ts";
import { isOffChip } from "../../plan/memory/off-chip.ts";
import { layerCount } from "../../plan/partition/partition.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { PLAN_CHOICE_NAMES, PLAN_CHOICES, type ChoiceSearched } from "../../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import { legalDegrees, type Degrees } from "./degrees.ts";
import { layoutTraits, type LayoutTraits } from "./layout-traits.ts";
import {
  combinations,
  everyCombination,
  lastOptions,
  shapeOptions,
  type LastChoice,
  type Options,
  type OptionsInput,
  type ShapeChoice,
} from "./plan-options.ts";

/** What decides the price of a layer, but for the tiles it is given. */
export type Shape = ShapeChoice & Pick<PlanChoice, "tensorParallel" | "microBatch">;

/** What is left open of a layout; layouts that leave the same open share it. */
export interface OpenChoices {
  readonly options: Options<LastChoice>;
  /** Combinations of the options. */
  readonly plans: number;
  /** Of these one fits if any does. Each is one object, however many layouts it stands in. */
  readonly frugal: readonly LastChoice[];
}

/** Degrees with what is left open there. */
export interface Layout extends OpenChoices {
  readonly degrees: Degrees;
}

/** Layouts that keep equally many tensor-parallel groups busy. */
export interface EqualWidth {
  readonly width: number;
  readonly layouts: readonly Layout[];
  readonly plans: number;
}

/** Plans of one shape of work: all ways to lay it out. */
export interface ShapeGroup {
  readonly shape: Shape;
  /** The widest first. */
  readonly widths: readonly EqualWidth[];
  /** Plans in it. A plan is a choice of everything but the split of layers over stages, which follows from it. */
  readonly plans: number;
}

/** All plans there are for a machine, a workload and what the user decided, in groups of one shape. */
export function planSpace(input: OptionsInput): readonly ShapeGroup[] {
  const { arch, graph, fixed, breadth } = input;
  const groups: ShapeGroup[] = [];
  const layers = layerCount(graph);
  const openOf = openChoices(input);
  for (const degrees of byShape(
    legalDegrees({ arch, workload: graph.workload, blocks: graph.blocks, layers, fixed, breadth }),
  )) {
    const { tensorParallel, microBatch } = degrees[0]!;
    for (const options of shapeOptions(input, tensorParallel)) {
      const layouts = degrees
        .map((one) => layoutOf(one, openOf(one, options.weights[0]!)))
        .filter((layout) => layout.plans > 0);
      const widths = byWidth(layouts);
      const plans = plansIn(layouts);
      if (plans > 0)
        for (const shape of everyCombination<ShapeChoice>(options))
          groups.push({ shape: { ...shape, tensorParallel, microBatch }, widths, plans });
    }
  }
  return groups;
}

/** A literal in full: layouts are many, and spreads are slow. */
const layoutOf = (degrees: Degrees, { options, plans, frugal }: OpenChoices): Layout => ({
  degrees,
  options,
  plans,
  frugal,
});

/** Degrees that give a layer the same size, together. */
function byShape(all: readonly Degrees[]): readonly (readonly Degrees[])[] {
  const groups = new Map<number, Degrees[]>();
  for (const degrees of all) {
    const key = degrees.microBatch * MOST_CHIPS + degrees.tensorParallel;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [degrees]);
    else group.push(degrees);
  }
  return [...groups.values()];
}

/** More than a system has, to tell pairs of numbers apart by one. */
const MOST_CHIPS = 2 ** 24;

function byWidth(layouts: readonly Layout[]): readonly EqualWidth[] {
  const found = new Map<number, Layout[]>();
  for (const layout of layouts) {
    const { pipelineParallel, dataParallel } = layout.degrees;
    const width = pipelineParallel * dataParallel;
    const equal = found.get(width);
    if (equal === undefined) found.set(width, [layout]);
    else equal.push(layout);
  }
  return [...found]
    .map(([width, equal]) => ({ width, layouts: equal, plans: plansIn(equal) }))
    .sort((a, b) => b.width - a.width);
}

const plansIn = (layouts: readonly Layout[]): number => layouts.reduce((sum, { plans }) => sum + plans, 0);

/** What layouts leave open, asked for once of all that are alike in what decides it. */
function openChoices(input: OptionsInput): (degrees: Degrees, weights: PlanChoice["weights"]) => OpenChoices {
  const { arch, graph } = input;
  const layers = layerCount(graph);
  const known = new Map<string, OpenChoices>();
  const frugalChoices = new Map<string, LastChoice>();
  const one = (last: LastChoice): LastChoice => {
    const key = JSON.stringify(last);
    const same = frugalChoices.get(key) ?? last;
    frugalChoices.set(key, same);
    return same;
  };
  return (degrees, weights) => {
    const traits = layoutTraits(arch, layers, degrees, weights);
    const key = traitsKey(traits, weights);
    let found = known.get(key);
    if (found === undefined) {
      const options = lastOptions(input, traits, weights);
      found = { options, plans: combinations(options), frugal: frugal(options).map(one) };
      known.set(key, found);
    }
    return found;
  };
}

function traitsKey(traits: LayoutTraits, weights: PlanChoice["weights"]): string {
  const { hasStages, hasReplicas, ordersDiffer, layersToInterleave, weightLoads } = traits;
  const { tensorParallel, expertParallel } = traits;
  const flags = (hasStages ? 1 : 0) + (hasReplicas ? 2 : 0) + (ordersDiffer ? 4 : 0);
  return `${flags}|${layersToInterleave}|${weightLoads}|${tensorParallel}|${expertParallel}|${weights}`;
}

/** Of these plans of a layout one fits if any does: whatever may live off chip does, in each memory there is. */
function frugal(options: Options<LastChoice>): readonly LastChoice[] {
  const { optimizerState, ioTiles, kvCache, availableMemoryProportion, interleave } = options;
  if (combinations(options) === 0) return [];
  return [
    ...everyCombination<LastChoice>({
      ...options,
      optimizerState: offChipOr(optimizerState, optimizerState[0]!),
      ioTiles: [Math.min(...ioTiles)],
      kvCache: offChipOr(kvCache, kvCache.at(-1)!),
      expertWeights: offChipOr(options.expertWeights, options.expertWeights.at(-1)!),
      availableMemoryProportion: [Math.min(...availableMemoryProportion)],
      interleave: [interleave[0]!],
      rankOrder: [options.rankOrder[0]!],
      overlapGradients: [options.overlapGradients[0]!],
    }),
  ];
}

/** The values that are off-chip memories, or `other` where none is. */
function offChipOr<T extends MemoryId | undefined>(values: readonly T[], other: T): readonly T[] {
  const memories = values.filter((value) => value !== undefined && isOffChip(value));
  return memories.length > 0 ? memories : [other];
}

/** A choice but for the split of its layers; what is never chosen for the user is as the user said. */
export function openChoice(fixed: PlanSpec, shape: Shape, degrees: Degrees, last: LastChoice): PlanChoice {
  return { ...shape, ...degrees, ...last, layersPerStage: [], ...askedChoices(fixed) };
}

type AskedChoice = Pick<PlanChoice, ChoiceSearched<"never">>;

const NEVER_SEARCHED = PLAN_CHOICE_NAMES.filter((name) => PLAN_CHOICES[name].search === "never");
const asked = new WeakMap<PlanSpec, AskedChoice>();

function askedChoices(fixed: PlanSpec): AskedChoice {
  let choices = asked.get(fixed);
  if (choices === undefined) {
    const made = NEVER_SEARCHED.map((name) => [name, fixed[name] ?? PLAN_CHOICES[name].initial] as const);
    asked.set(fixed, (choices = Object.fromEntries(made) as unknown as AskedChoice));
  }
  return choices;
}
