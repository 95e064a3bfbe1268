import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { splitSeconds } from "./split-seconds.ts";
import { splitChooser, type SplitChooser } from "./choose-split.ts";
import { boundQueue, type BoundQueue } from "./bound-queue.ts";
import { decidePlan } from "./decide-plan.ts";
import type { Breadth } from "./degrees.ts";
import { expertPlaces, type ExpertPlaces } from "./expert-places.ts";
import { leastOfLayout, leastSeconds, peakSecondsPerSample, replicaSeconds } from "./least-seconds.ts";
import { planMemory, type PlanMemory } from "./plan-memory.ts";
import type { LayerPrices } from "./layer-prices.ts";
import type { PlanFrontier, PlanLeaf, PlanNode, ShapeWork } from "./plan-frontier.ts";
import { graphLaws, type GraphLaws, type PriceTier } from "./plan-laws.ts";
import { arithmeticsOf, everyCombination, type LastChoice } from "./plan-options.ts";
import { ranked, TIE } from "./ranked-plans.ts";
import {
  progressOf,
  rankingOf,
  type PlanRanking,
  type SearchProgress,
  type SearchState,
} from "./search-state.ts";
import { openChoice, planSpace, type Layout, type ShapeGroup } from "./plan-space.ts";

export interface SearchInput {
  readonly arch: Arch;
  /** Of every phase, the main one last. */
  readonly graphs: readonly OperatorGraph[];
  readonly fixed: PlanSpec;
  readonly planners: PlannerCache;
  readonly breadth: Breadth;
  /** How many of the best plans to prove, not only the first. */
  readonly ranks: number;
  /** What was left of a search on a machine that is as good in every number, and of equal parts; else all plans. */
  readonly from?: PlanFrontier;
  /** Whether it was left on this very machine, so that what was priced there need not be priced again. */
  readonly isFromHere?: boolean;
  /** Bounds are to hold for tiles with less memory too, whose products are planned otherwise and may leave more of it. */
  readonly forLessMemory?: boolean;
}

export interface SearchStep extends SearchProgress {
  /** The next step times one plan, whose matmuls are planned. */
  readonly isPlanned: boolean;
  /** What is left, for a search on machines no better; whole until a plan that fits was timed. */
  readonly frontier: () => PlanFrontier;
}

/** The ranking of a search that runs to its end. See `searchSteps`. */
export function searchPlans(input: SearchInput): PlanRanking {
  const steps = searchSteps(input);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * The fastest plans of all, by branch and bound: sets of plans wait in the order of their lower bounds; the least is
 * taken apart, or timed if it is a single plan. When the least bound is no better than the worst plan to be ranked, no
 * plan left can be, and the ranking is proven.
 *
 * Stands still before every step, so that the caller may do something else meanwhile; told to stop, it ends with the
 * best so far and with how much better the rest could be.
 */
export function* searchSteps(input: SearchInput): Generator<SearchStep, PlanRanking, "stop" | undefined> {
  const search = openSearch(input);
  const { queue } = search;
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.bound >= cutoff(search)) {
      removeByTime(search, node);
      break;
    }
    const here = node;
    const isPlanned = node.kind === "leaf" && node.tier === "exact" && node.laws === search.laws;
    const frontier = (): PlanFrontier => ({
      nodes: [...search.timed, here, ...queue.items()],
      ...{ room: search.room, laws: search.laws },
    });
    if ((yield { ...progressOf(search.state, node.bound), isPlanned, frontier }) === "stop") {
      for (const left of [node, ...queue.items()]) leaveUnseen(search, left);
      return rankingOf(search.state);
    }
    if (node.kind === "leaf" && node.laws !== search.laws) bringHere(search, node);
    else if (node.kind === "peak") refine(search, node.group);
    else if (node.kind === "width") layOut(search, node.work, node.at, node.plans);
    else if (node.kind === "layout") complete(search, node.group, node.layout);
    else if (node.tier === "exact") time(search, node);
    else reprice(search, node.choice, node.tier === "ideal" ? "roomy" : "exact");
  }
  for (const node of queue.items()) removeByTime(search, node);
  return rankingOf(search.state);
}

interface Search {
  readonly input: SearchInput;
  readonly laws: readonly GraphLaws[];
  readonly room: number;
  readonly memory: PlanMemory;
  readonly choose: SplitChooser;
  readonly places: ExpertPlaces;
  readonly queue: BoundQueue<PlanNode>;
  readonly state: SearchState;
  /** Plans that were timed, for machines no better. */
  readonly timed: PlanLeaf[];
}

function openSearch(input: SearchInput): Search {
  const { arch, graphs, planners, from, isFromHere = false } = input;
  const groups = from === undefined ? planSpace({ ...input, graph: mainOf(graphs) }) : [];
  const room = from?.room ?? roomOf(groups);
  const here = isFromHere ? from?.laws : undefined;
  const laws = here ?? graphs.map((graph) => graphLaws(arch, graph, { planners, room }));
  const all: readonly { readonly plans: number }[] = from?.nodes ?? groups;
  const plans = all.reduce((sum, one) => sum + one.plans, 0);
  const state: SearchState = {
    ...{ best: [], leastRemoved: Infinity, plans, priced: 0, misfits: 0 },
    ...{ removedByPrecision: 0, removedByMemory: 0, removedByPeakTime: 0, removedByPlannedTime: 0 },
    unseen: 0,
  };
  const search: Search = {
    ...{ input, laws, room, memory: planMemory(input) },
    ...{ choose: splitChooser({ arch, laws, planners }), places: expertPlaces(arch) },
    ...{ queue: boundQueue<PlanNode>(), state, timed: [] },
  };
  for (const node of from?.nodes ?? []) search.queue.push(node);
  openGroups(search, groups);
  return search;
}

function openGroups(search: Search, groups: readonly ShapeGroup[]): void {
  const { arch, graphs, fixed } = search.input;
  const preferred = arithmeticsOf(arch.chip, mainOf(graphs).workload.task.precision)[0];
  for (const group of groups)
    if (fixed.arithmetic === undefined && group.shape.arithmetic !== preferred)
      search.state.removedByPrecision += group.plans;
    else search.queue.push({ kind: "peak", group, ...coarsest(search, group) });
}

const roomOf = (groups: readonly ShapeGroup[]): number =>
  Math.max(0, ...(groups[0]?.widths[0]?.layouts[0]?.options.availableMemoryProportion ?? []));

function mainOf(graphs: readonly OperatorGraph[]): OperatorGraph {
  const main = graphs.at(-1);
  if (main === undefined) throw new Error("a workload without a phase");
  return main;
}

/** What a plan must beat to be ranked, by more than rounding. */
function cutoff({ input, state }: Search): number {
  const last = state.best.at(-1);
  return last === undefined || state.best.length < input.ranks ? Infinity : last.secondsPerSample * (1 - TIE);
}

function removeByTime({ state }: Search, node: PlanNode): void {
  state.leastRemoved = Math.min(state.leastRemoved, node.bound);
  if (node.kind === "leaf" && node.tier !== "ideal") state.removedByPlannedTime += node.plans;
  else state.removedByPeakTime += node.plans;
}

function leaveUnseen({ state }: Search, node: PlanNode): void {
  state.leastRemoved = Math.min(state.leastRemoved, node.bound);
  state.unseen += node.plans;
}

function push(search: Search, node: PlanNode): void {
  if (node.bound >= cutoff(search)) removeByTime(search, node);
  else search.queue.push(node);
}

function coarsest(
  { input, laws }: Search,
  { shape, widths, plans }: ShapeGroup,
): Pick<PlanNode, "bound" | "plans"> {
  const chips = shape.tensorParallel * (widths[0]?.width ?? 1);
  return { bound: peakSecondsPerSample(input.arch, laws, shape, chips), plans };
}

/** The work of a shape, its experts where they cost least; statistics joined over no replicas. */
function refine(search: Search, group: ShapeGroup): void {
  const any = group.widths[0]?.layouts[0];
  if (any === undefined) return;
  if (!search.memory.groupMayFit(group)) {
    search.state.removedByMemory += group.plans;
    return;
  }
  const { laws } = search;
  const { options, degrees } = any;
  const ioTiles = [Math.min(...options.ioTiles)];
  const [leanest] = everyCombination<LastChoice>({ ...options, ioTiles });
  if (leanest === undefined) throw new Error("a group of plans without a plan");
  const prices = new Map<string, readonly LayerPrices[]>();
  let seconds = Infinity;
  for (const { name, last, expertParallel, pipelineParallel } of search.places.ofShape(group)) {
    const alone = { ...degrees, pipelineParallel, dataParallel: 1, expertParallel };
    const choice = openChoice(search.input.fixed, group.shape, alone, { ...leanest, ...last });
    const own = laws.map(({ ownChoice, price }) => price.ideal(ownChoice(choice)));
    prices.set(name, own);
    seconds = Math.min(seconds, replicaSeconds(laws, choice));
  }
  const secondsPerSample = seconds / (degrees.microBatch * degrees.microBatches);
  pushWidth(search, { group, leanest, prices, secondsPerSample }, 0, group.plans);
}

/** The layouts of a shape from one width on: no layout shares the work better than evenly. */
function pushWidth(search: Search, work: ShapeWork, at: number, plans: number): void {
  const width = work.group.widths[at]?.width;
  if (width !== undefined)
    push(search, { kind: "width", work, at, bound: work.secondsPerSample / width, plans });
}

/** The layouts of one width, but for those of which the most frugal plan cannot fit, and what is narrower. */
function layOut(search: Search, work: ShapeWork, at: number, plans: number): void {
  const { laws } = search;
  const { group, leanest, prices } = work;
  const { layouts, plans: here } = group.widths[at]!;
  pushWidth(search, work, at + 1, plans - here);
  for (const layout of layouts) {
    if (!search.memory.layoutMayFit(group, layout)) {
      search.state.removedByMemory += layout.plans;
      continue;
    }
    const { interleave, headPlacement } = layout.options;
    const chunks = interleave.length > 1 ? Math.max(...interleave) : 1;
    const ways = { chunks, headApart: headPlacement.includes("first") };
    let bound = Infinity;
    for (const { name, last } of search.places.ofLayout(layout, group.shape.tensorParallel)) {
      const choice = openChoice(search.input.fixed, group.shape, layout.degrees, { ...leanest, ...last });
      bound = Math.min(bound, leastOfLayout(laws, prices.get(name)!, choice, ways) / samplesOf(choice));
    }
    push(search, { kind: "layout", group, layout, bound, plans: layout.plans });
  }
}

function samplesOf({ microBatch, microBatches, dataParallel }: PlanChoice): number {
  return microBatch * microBatches * dataParallel;
}

/** All plans of a layout. */
function complete(search: Search, group: ShapeGroup, { degrees, options }: Layout): void {
  const { state } = search;
  for (const last of everyCombination<LastChoice>(options)) {
    const choice = openChoice(search.input.fixed, group.shape, degrees, last);
    const bound = leastSeconds(search.laws, choice, "ideal") / samplesOf(choice);
    const leaf = { kind: "leaf", choice, tier: "ideal", bound, plans: 1, laws: search.laws } as const;
    if (bound < cutoff(search) && !search.memory.mayFit(choice)) state.removedByMemory += 1;
    else push(search, leaf);
  }
}

/** The bound again, with matmuls better known. */
function reprice(search: Search, choice: PlanChoice, tier: PriceTier): void {
  const { input, laws } = search;
  let seconds = leastSeconds(laws, choice, tier);
  if (
    tier === "exact" &&
    input.forLessMemory !== true &&
    input.fixed.layersPerStage === undefined &&
    seconds / samplesOf(choice) < cutoff(search)
  )
    seconds = Math.max(seconds, splitSeconds(laws, search.choose, choice) ?? 0);
  if (seconds === Infinity) {
    search.state.removedByMemory += 1;
    return;
  }
  push(search, { kind: "leaf", choice, tier, bound: seconds / samplesOf(choice), plans: 1, laws });
}

/** A plan that was left of a search on a better machine: as well known as it was there. */
function bringHere(search: Search, { choice, tier }: PlanLeaf): void {
  if (!search.memory.mayFit(choice)) search.state.removedByMemory += 1;
  else reprice(search, choice, tier);
}

function time(search: Search, leaf: PlanLeaf): void {
  const { input, laws, state, timed } = search;
  const { choice: open } = leaf;
  const { arch, fixed, planners, ranks } = input;
  const decided = decidePlan({ arch, laws, fixed, planners, choose: search.choose }, open);
  state.priced += 1;
  timed.push(decided.kind === "misfit" ? { ...leaf, isMisfit: true } : leaf);
  if (decided.kind === "misfit") {
    state.misfits += 1;
    state.fastestMisfit ??= decided.why();
    return;
  }
  const secondsPerSample = decided.seconds / samplesOf(open);
  state.best = ranked([...state.best, { choice: decided.choice, secondsPerSample }]).slice(0, ranks);
}
