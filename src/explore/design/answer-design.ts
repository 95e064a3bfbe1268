import { METRICS } from "../../result/metrics/index.ts";
import { rounded } from "../../result/rounded.ts";
import type { Candidate } from "./design-ranking.ts";
import type { DesignQuestion, Limit } from "./design-question.ts";
import type { DesignSource } from "./design-source.ts";
import { DESIGN_SCHEMA, type SavedCandidate, type SavedDesign, type SavedLimit } from "./saved-design.ts";
import { emptyMemory, type DesignMemory } from "./design-memory.ts";
import { searchDesigns, type DesignProgress } from "./search-designs.ts";

/** What one says by how much a limit binds: wider by this share. */
const WIDER = 0.1;

export interface AnswerOptions {
  readonly memory?: DesignMemory;
  readonly onProgress?: (progress: DesignProgress) => Promise<"stop" | void> | "stop" | void;
}

/**
 * The best designs, and what each limit costs: where one objective is asked, the question is asked again with each limit
 * a tenth wider, from what is known already.
 */
export async function answerDesign(
  question: DesignQuestion,
  source: DesignSource,
  { memory = emptyMemory(), onProgress }: AnswerOptions = {},
): Promise<SavedDesign> {
  const options = { memory, ...(onProgress && { onProgress }) };
  const { best, counts, gap } = await searchDesigns(question, source, options);
  const limits: SavedLimit[] = [];
  const [first] = best;
  if (first !== undefined && question.objectives.length === 1 && counts.unseen === 0)
    for (const limit of question.within) {
      const within = question.within.map((one) => (one === limit ? widened(one) : one));
      const wider = await searchDesigns({ ...question, within, top: 1 }, source, options);
      if (wider.counts.unseen > 0) break;
      limits.push(savedLimit(limit, first, wider.best[0] ?? first, question));
    }
  const removed = Object.entries(counts.removed).map(([why, designs]) => ({ why, designs }));
  return rounded({
    schema: DESIGN_SCHEMA,
    question: {
      system: question.system,
      workloads: question.workloads,
      axes: question.axes.map(({ name, unit, values }) => ({ name, unit, values })),
      objectives: question.objectives.map((one) => ({ ...one, ...labelOf(one.metric) })),
      within: question.within.map(({ text }) => text),
      breadth: question.breadth,
      ...(first !== undefined && (await isDesignPriced(first, source)) && { isDesignPriced: true as const }),
    },
    designs: counts.designs,
    priced: counts.priced,
    removed: removed.sort((a, b) => b.designs - a.designs),
    unseen: counts.unseen,
    gap,
    best: best.map((one) => savedCandidate(one, question)),
    limits,
  });
}

async function isDesignPriced({ coordinates }: Candidate, source: DesignSource): Promise<boolean> {
  const { silicon } = (await source(coordinates)).arch;
  return silicon !== undefined && silicon.designShareDollars > 0;
}

const labelOf = (metric: keyof typeof METRICS) => ({
  label: METRICS[metric].label,
  unit: METRICS[metric].unit,
});

function savedCandidate({ coordinates, costs, priced }: Candidate, question: DesignQuestion): SavedCandidate {
  return {
    coordinates,
    objectives: costs.map((cost, at) => valueOf(cost, question, at)),
    workloads: priced.workloads.map((one, at) => ({ id: question.workloads[at]!.id, ...one })),
  };
}

/** Costs are turned where more is better. */
const valueOf = (cost: number, { objectives }: DesignQuestion, at: number): number =>
  objectives[at]!.better === "min" ? cost : -cost;

function widened(limit: Limit): Limit {
  const by = (limit.sense === "<=" ? 1 : -1) * WIDER * Math.abs(limit.bound);
  return { ...limit, bound: limit.bound + by };
}

function savedLimit(limit: Limit, best: Candidate, wider: Candidate, question: DesignQuestion): SavedLimit {
  const { metric, sense, bound, text } = limit;
  const values = best.priced.workloads.map(({ metrics }) => metrics[metric] ?? Number.NaN);
  const change = valueOf(wider.costs[0]!, question, 0) - valueOf(best.costs[0]!, question, 0);
  const to = widened(limit).bound;
  return {
    text,
    unit: METRICS[metric].unit,
    bound,
    value: sense === "<=" ? Math.max(...values) : Math.min(...values),
    widened: to,
    objective: valueOf(wider.costs[0]!, question, 0),
    perUnit: change === 0 || to === bound ? 0 : change / (to - bound),
  };
}
