import { boundQueue } from "../plan-search/bound-queue.ts";
import type { PlanFrontier } from "../plan-search/plan-frontier.ts";
import { boundBox, brokenByAll, type BoxBound } from "./bound-box.ts";
import { coordinatesOf, designsIn, split, wholeGrid, type Box } from "./boxes.ts";
import { emptyMemory, type DesignMemory } from "./design-memory.ts";
import type { DesignQuestion } from "./design-question.ts";
import { beats, costsOf, isDominated, rankedWith, type Candidate } from "./design-ranking.ts";
import { axisKinds, type Design, type DesignSource } from "./design-source.ts";
import { misses } from "./machine-limits.ts";
import { priceDesign } from "./priced-design.ts";
import { splitGains, type SplitGains } from "./split-gains.ts";

export interface DesignCounts {
  readonly designs: number;
  /** With the fastest plan of each workload. */
  readonly priced: number;
  /** By the limit or the resource that rules them out, or by objective. */
  readonly removed: Readonly<Record<string, number>>;
  /** Not looked at, since the search was stopped. */
  readonly unseen: number;
}

export interface DesignProgress {
  readonly best: readonly Candidate[];
  readonly counts: DesignCounts;
}

export interface DesignRanking extends DesignProgress {
  /** One objective: by how much a design that was not priced could be better than the last of the best; 0 is the proof. */
  readonly gap: number;
}

export interface SearchOptions {
  readonly memory?: DesignMemory;
  /** Of the grid, apart from one another: only their designs are looked at. Absent: all. */
  readonly boxes?: readonly Box[];
  /** Called between two steps; `"stop"` ends the search with what it has. */
  readonly onProgress?: (progress: DesignProgress) => Promise<"stop" | void> | "stop" | void;
}

interface Node {
  /** Of the first objective. */
  readonly bound: number;
  /** Of equal bounds the smaller box is nearer to a design. */
  readonly tie: number;
  readonly costs: readonly number[];
  readonly box: Box;
  readonly isSettled: boolean;
  /** Of the box around it or, once bounded, its own; by workload. */
  readonly frontiers: readonly (PlanFrontier | undefined)[];
  /** Along which axis it was cut off, and what was known of the whole. */
  readonly cut?: { readonly axis: number; readonly cost: number };
}

interface Search {
  readonly question: DesignQuestion;
  readonly source: DesignSource;
  readonly memory: DesignMemory;
  readonly apart: ReadonlySet<number>;
  readonly gains: SplitGains;
  readonly queue: ReturnType<typeof boundQueue<Node>>;
  best: readonly Candidate[];
  priced: number;
  readonly removed: Record<string, number>;
}

export const NOT_BETTER = "cannot be better";

/**
 * The best designs of a grid within limits, or their front, each with the fastest plan of every workload.
 *
 * Branch and bound on designs and plans together: boxes of the grid wait in the order of what the first objective can
 * be at best in them. A box is bounded by what its machines are at best (`boundBox`) and divided along the axis that has
 * told most; plans that a box rules out are out for all boxes in it. Until a design is found that keeps all limits, the
 * better half of the last box is gone on with.
 */
export async function searchDesigns(
  question: DesignQuestion,
  source: DesignSource,
  { memory = emptyMemory(), onProgress = () => undefined, boxes }: SearchOptions = {},
): Promise<DesignRanking> {
  const asked = boxes ?? [wholeGrid(question.axes)];
  const designs = countOf(asked);
  const search = await openSearch(question, source, memory);
  const { queue } = search;
  for (const box of asked) queue.push(unknownNode(question, box));
  let left: readonly Node[] = [];
  let next = queue.pop();
  while (next !== undefined) {
    if ((await onProgress(progressOf(search, designs, left))) === "stop") {
      left = [next, ...queue.items()];
      break;
    }
    const deeper = await step(search, next);
    next = deeper ?? queue.pop();
  }
  return { ...progressOf(search, designs, left), gap: gapOf(search, left) };
}

async function openSearch(
  question: DesignQuestion,
  source: DesignSource,
  memory: DesignMemory,
): Promise<Search> {
  const kinds = await axisKinds(question, source);
  const gains = splitGains(question.axes.length, kinds);
  const found = { best: [], priced: 0, removed: {} };
  return { question, source, memory, apart: kinds.apart, gains, queue: boundQueue<Node>(), ...found };
}

const countOf = (boxes: readonly Box[]): number => boxes.reduce((sum, box) => sum + designsIn(box), 0);

function unknownNode({ objectives }: DesignQuestion, box: Box): Node {
  const costs = objectives.map(() => -Infinity);
  return { bound: -Infinity, tie: designsIn(box), costs, box, isSettled: false, frontiers: [] };
}

function progressOf(
  { best, priced, removed }: Search,
  designs: number,
  left: readonly Node[],
): DesignProgress {
  const unseen = countOf(left.map(({ box }) => box));
  return { best, counts: { designs, priced, removed: { ...removed }, unseen } };
}

function gapOf(search: Search, left: readonly Node[]): number {
  const last = search.best.at(-1)?.costs[0];
  const open = left.filter(({ costs }) => isOpen(search, costs)).map(({ costs }) => costs[0]!);
  if (open.length === 0) return 0;
  const bound = Math.min(...open);
  return last === undefined || !Number.isFinite(bound) ? 1 : Math.max(0, (last - bound) / Math.abs(last));
}

/** Whether designs of no more than these costs would be among the best. */
function isOpen({ best, question: { objectives, top } }: Search, costs: readonly number[]): boolean {
  if (objectives.length > 1) return !isDominated(costs, best);
  return best.length < top || beats(costs[0]!, best.at(-1)!.costs[0]!);
}

function remove({ removed }: Search, why: string, { box }: Pick<Node, "box">): void {
  removed[why] = (removed[why] ?? 0) + designsIn(box);
}

/** Bounds a box, or takes a bounded one apart; what is to be looked at before all others, if anything is. */
async function step(search: Search, node: Node): Promise<Node | undefined> {
  if (!isOpen(search, node.costs)) remove(search, NOT_BETTER, node);
  else if (!node.isSettled) {
    const { queue } = search;
    const bounded = await refine(search, node, (cost) => cost > queue.leastBound());
    if (bounded !== undefined) queue.push(bounded);
  } else return divide(search, node);
  return undefined;
}

/** The parts of a box wait, but for the best of them: a search that goes deep first has soon something to compare with. */
async function divide(search: Search, { box, costs, frontiers }: Node): Promise<Node | undefined> {
  const { apart, gains, queue } = search;
  const axis = gains.axisOf(box);
  if (axis === undefined) throw new Error("a box of one design is not divided");
  const cut = { axis, cost: costs[0]! };
  let first: Node | undefined;
  for (const part of split(box, axis, apart.has(axis))) {
    const half = {
      bound: costs[0]!,
      tie: designsIn(part),
      costs,
      box: part,
      isSettled: false,
      frontiers,
      cut,
    };
    if (apart.has(axis)) {
      queue.push(half);
      continue;
    }
    const bounded = await refine(search, half);
    if (bounded === undefined) continue;
    const isFirst = bounded.isSettled && (first === undefined || bounded.bound < first.bound);
    if (isFirst && first !== undefined) queue.push(first);
    if (isFirst) first = bounded;
    else queue.push(bounded);
  }
  return first;
}

/** What the box can be at best; undefined where that is not good enough, or nothing of it is left to look at. */
async function refine(
  search: Search,
  node: Node,
  mayWait: (cost: number) => boolean = () => false,
): Promise<Node | undefined> {
  const { question, memory, apart, source } = search;
  const { box, costs: known, frontiers } = node;
  if ([...apart].some((axis) => box.from[axis] !== box.to[axis])) return { ...node, isSettled: true };
  const at = (levels: readonly number[]): Promise<Design> => source(coordinatesOf(question.axes, levels));
  const [low, high] = [await at(box.from), await at(box.to)];
  const broken = brokenByAll(low, high, question);
  if (broken !== undefined) return ruledOut(search, node, broken);
  const isEnough = (costs: readonly number[], isPlanned: boolean): boolean =>
    !isOpen(search, costs) || (!isPlanned && mayWait(costs[0]!));
  const bounded = boundBox({ low, high, costs: known, frontiers, isEnough }, question, memory);
  if (typeof bounded === "string") return ruledOut(search, node, bounded);
  const { costs, plans, isSettled } = bounded;
  if (!isOpen(search, costs)) return ruledOut(search, node, NOT_BETTER);
  if (isSettled && designsIn(box) === 1) return void price(search, low, box, plans);
  learn(search, node, costs[0]!);
  return { ...node, bound: costs[0]!, costs, isSettled, frontiers: plans.map(({ frontier }) => frontier) };
}

function ruledOut(search: Search, node: Node, why: string): undefined {
  if (node.cut !== undefined) search.gains.learn(node.cut.axis, 1);
  remove(search, why, node);
}

/** The better half of a box is as good as the whole, and tells nothing of the axis. */
function learn({ gains }: Search, { cut }: Node, cost: number): void {
  if (cut === undefined || cost === cut.cost || !Number.isFinite(cut.cost)) return;
  gains.learn(cut.axis, (cost - cut.cost) / Math.abs(cut.cost));
}

function price(search: Search, design: Design, box: Box, plans: BoxBound["plans"]): void {
  const { question, memory } = search;
  const coordinates = coordinatesOf(question.axes, box.from);
  const key = JSON.stringify(coordinates);
  const choices = plans.map(({ choice }) => choice!);
  const found = memory.priced.get(key) ?? priceDesign(design, choices, memory.planners);
  memory.priced.set(key, found);
  search.priced += 1;
  const missed = question.within.find((limit) =>
    found.workloads.some(({ metrics }) => misses(limit, metrics[limit.metric])),
  );
  if (missed !== undefined) return remove(search, missed.text, { box });
  const readings = found.workloads.map(({ metrics }) => metrics);
  const candidate = { coordinates, costs: costsOf(question, readings), priced: found };
  search.best = rankedWith(search.best, candidate, question);
}
