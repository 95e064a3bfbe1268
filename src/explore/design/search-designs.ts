import type { Arch } from "../../arch/arch.ts";
import { unbuildable } from "../../plan/unbuildable.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { METRICS } from "../../result/metrics/index.ts";
import { boundQueue } from "../plan-search/bound-queue.ts";
import { axisToSplit, coordinatesOf, designsIn, split, wholeGrid, type Box } from "./boxes.ts";
import { metricBounds } from "./design-bounds.ts";
import type { DesignQuestion, Limit } from "./design-question.ts";
import { axesApart, type Design, type DesignSource } from "./design-source.ts";
import { numbersOf, optimisticArch } from "./optimistic-arch.ts";
import { leastPlanSeconds, priceDesign, type PricedDesign } from "./priced-design.ts";
import { beats, costsOf, isDominated, type Candidate } from "./design-ranking.ts";

/** `final`: what the fastest plan takes; else a bound of it, after so many plans were timed. */
export interface KnownSeconds {
  readonly seconds: number;
  readonly final: boolean;
  readonly timed: number;
}

/** What a search has found out, good for any limits and objectives over the same designs: kept for the next question. */
export interface DesignMemory {
  /** By coordinates. */
  readonly priced: Map<string, PricedDesign>;
  /** Least seconds a sample, or a bound of them, by machine, workload and what of the plan is decided. */
  readonly seconds: Map<string, KnownSeconds>;
  readonly planners: PlannerCache;
}

export const emptyMemory = (): DesignMemory => ({
  priced: new Map(),
  seconds: new Map(),
  planners: new Map(),
});

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

interface Node {
  readonly bound: number;
  readonly costs: readonly number[];
  readonly box: Box;
  readonly refined: boolean;
}

export const NOT_BETTER = "cannot be better";

/**
 * The best designs of a grid within limits, or their front, each with the fastest plan of every workload.
 *
 * Branch and bound on designs and plans together: boxes of the grid wait in the order of what the first objective can
 * be at best in them. A box is bounded by a machine that is in every number as good as the better of its two corners;
 * that bounds what the machine alone decides, and the plan search on it, ended as soon as it is enough, bounds time.
 */
export async function searchDesigns(
  question: DesignQuestion,
  source: DesignSource,
  {
    memory = emptyMemory(),
    onProgress = () => undefined,
  }: {
    readonly memory?: DesignMemory;
    /** Called between two steps; `"stop"` ends the search with what it has. */
    readonly onProgress?: (progress: DesignProgress) => Promise<"stop" | void> | "stop" | void;
  } = {},
): Promise<DesignRanking> {
  const { axes, objectives, top } = question;
  const apart = await axesApart(question, source);
  const whole = wholeGrid(axes);
  const state = { best: [] as readonly Candidate[], priced: 0, removed: {} as Record<string, number> };
  const isOpen = (costs: readonly number[]): boolean =>
    objectives.length === 1
      ? state.best.length < top || beats(costs[0]!, state.best.at(-1)!.costs[0]!)
      : !isDominated(costs, state.best);
  const queue = boundQueue<Node>();
  const remove = (why: string, designs: number): void => {
    state.removed[why] = (state.removed[why] ?? 0) + designs;
  };
  const push = (node: Node): void => {
    if (isOpen(node.costs)) queue.push(node);
    else remove(NOT_BETTER, designsIn(node.box));
  };
  const least = objectives.map(() => -Infinity);
  push({ bound: -Infinity, costs: least, box: whole, refined: false });
  let left: readonly Node[] = [];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if ((await onProgress(progressOf())) === "stop") {
      left = [node, ...queue.items()];
      break;
    }
    const { box } = node;
    if (!isOpen(node.costs)) remove(NOT_BETTER, designsIn(box));
    else if (!node.refined) await refine(node);
    else if (designsIn(box) === 1) await price(box);
    else {
      const axis = axisToSplit(box, apart);
      if (axis === undefined) throw new Error("a box of several designs without an axis");
      for (const part of split(box, axis, apart.has(axis))) push({ ...node, box: part, refined: false });
    }
  }
  return { ...progressOf(), gap: gapOf() };

  function progressOf(): DesignProgress {
    const unseen = left.reduce((sum, node) => sum + designsIn(node.box), 0);
    const { best, priced, removed } = state;
    return { best, counts: { designs: designsIn(whole), priced, removed: { ...removed }, unseen } };
  }

  function gapOf(): number {
    const last = state.best.at(-1)?.costs[0];
    const open = left.filter(({ costs }) => isOpen(costs)).map(({ costs }) => costs[0]!);
    if (open.length === 0) return 0;
    const bound = Math.min(...open);
    return last === undefined || !Number.isFinite(bound) ? 1 : Math.max(0, (last - bound) / Math.abs(last));
  }

  async function price(box: Box): Promise<void> {
    const coordinates = coordinatesOf(axes, box.from);
    const key = JSON.stringify(coordinates);
    const design = await source(coordinates);
    const machineAlone = ruledOut(design.arch, design, question, () => 0);
    if (machineAlone !== undefined) return remove(machineAlone, 1);
    const found = memory.priced.get(key) ?? priceDesign(design, { ...question, planners: memory.planners });
    memory.priced.set(key, found);
    state.priced += 1;
    if (!found.fits) return remove(found.lacks, 1);
    const missed = question.within.find((limit) =>
      found.workloads.some(({ metrics }) => misses(limit, metrics[limit.metric])),
    );
    if (missed !== undefined) return remove(missed.text, 1);
    take({
      coordinates,
      costs: costsOf(
        question,
        found.workloads.map(({ metrics }) => metrics),
      ),
      priced: found,
    });
  }

  function take(candidate: Candidate): void {
    if (objectives.length === 1)
      state.best = [...state.best, candidate].sort((a, b) => a.costs[0]! - b.costs[0]!).slice(0, top);
    else if (!isDominated(candidate.costs, state.best))
      state.best = [...state.best.filter(({ costs }) => !isDominated(costs, [candidate])), candidate];
  }

  /** What the box can be at best: first by its machine alone, then by the plan search on it. */
  async function refine({ box, costs: known }: Node): Promise<void> {
    const isMixed = [...apart].some((axis) => box.from[axis] !== box.to[axis]);
    if (isMixed) return queue.push({ bound: known[0]!, costs: known, box, refined: true });
    const [low, high] = [
      await source(coordinatesOf(axes, box.from)),
      await source(coordinatesOf(axes, box.to)),
    ];
    const arch = optimisticArch(low.arch, high.arch);
    const demand = leastDemand(arch, low.arch, high.arch);
    const alone = ruledOut(demand, low, question, () => 0);
    if (alone !== undefined) return remove(alone, designsIn(box));
    const seconds: number[] = [];
    const several = designsIn(box) > 1;
    const bounds = low.workloads.map((workload) => metricBounds(arch, workload));
    const costsAt = (): readonly number[] =>
      costsOf(
        question,
        bounds.map((of, at) => of(seconds[at] ?? 0)),
      ).map((cost, at) => Math.max(cost, known[at]!));
    for (const [at, workload] of low.workloads.entries()) {
      seconds[at] = secondsOf(
        arch,
        low,
        workload,
        // Of several designs it is not worth while to time more than one plan: they differ by more than what is left.
        (so, timed) => ((seconds[at] = so), (several && timed > 0) || !isOpen(costsAt())),
      );
      if (seconds[at] === Infinity) return remove("no plan fits", designsIn(box));
    }
    const late = ruledOut(demand, low, question, (at) => seconds[at]!);
    if (late !== undefined) return remove(late, designsIn(box));
    const costs = costsAt();
    push({ bound: costs[0]!, costs, box, refined: true });
  }

  function secondsOf(
    arch: Arch,
    { plan }: Design,
    workload: Design["workloads"][number],
    enough: (seconds: number, timed: number) => boolean,
  ): number {
    const { silicon: _, ...bare } = arch;
    const key = `${workload.id}|${JSON.stringify(workload.task)}|${JSON.stringify(plan)}|${speedOf(bare)}`;
    const known = memory.seconds.get(key);
    if (known !== undefined && (known.final || enough(known.seconds, known.timed))) return known.seconds;
    const found = leastPlanSeconds(
      { arch: bare, workload, plan },
      { ...question, planners: memory.planners },
      enough,
    );
    memory.seconds.set(key, found);
    return found.seconds;
  }
}

/** What of a machine may decide time. */
function speedOf(arch: Arch): string {
  return [...numbersOf(arch)]
    .filter(([path]) => !/(Dollars|^economics|^hostWatts|^networkWatts|overheadWatts)/.test(path))
    .join(";");
}

/** The same machine with the least that its limits are asked for: clock and power of the less demanding corner. */
function leastDemand(arch: Arch, low: Arch, high: Arch): Arch {
  const capWatts = Math.min(low.chip.power.capWatts, high.chip.power.capWatts);
  const clock = (one: Arch): number => (one.chip.architecture === "tiled" ? one.chip.clockHertz : 0);
  const clockHertz = Math.min(clock(low), clock(high));
  const chip = { ...arch.chip, clockHertz, power: { ...arch.chip.power, capWatts } } as Arch["chip"];
  return { ...arch, chip };
}

/** The limit that no such machine keeps, or what cannot be built about it; undefined where nothing is known against it. */
function ruledOut(
  arch: Arch,
  { workloads }: Design,
  { within }: DesignQuestion,
  secondsOf: (workload: number) => number,
): string | undefined {
  const refused = unbuildable(arch);
  if (refused !== undefined) return refused.resource;
  for (const [at, workload] of workloads.entries()) {
    const bound = metricBounds(arch, workload)(secondsOf(at) || 1);
    for (const limit of within) {
      if (secondsOf(at) === 0 && !MACHINE_ALONE.has(limit.metric)) continue;
      const value = bound(limit.metric);
      if (value !== undefined && boundsFrom(limit) && misses(limit, value)) return limit.text;
    }
  }
  return undefined;
}

/** Whether the best that a metric can be says something about a limit of it. */
const boundsFrom = ({ metric, sense }: Limit): boolean =>
  METRICS[metric].better === (sense === "<=" ? "lower" : "higher");

/** Metrics that the machine decides before any plan is known. */
const MACHINE_ALONE = new Set<string>([
  ...[
    "capexDollars",
    "dieSquareMetres",
    "dieYieldFraction",
    "dieDollars",
    "chipDollars",
    "embodiedKilograms",
  ],
  ...["averagePowerWatts", "peakPowerWatts"],
]);

/** Limits and designs are written in decimals: equal to rounding is within. */
const SLACK = 1e-9;

/** A metric that does not apply keeps no limit. */
export function misses({ sense, bound }: Limit, value: number | null): boolean {
  if (value === null) return true;
  const room = SLACK * Math.abs(bound);
  return sense === "<=" ? value > bound + room : value < bound - room;
}
