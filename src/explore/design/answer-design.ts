import { METRICS } from "../../result/metrics/index.ts";
import { rounded } from "../../result/rounded.ts";
import { findDesigns, widened, type DesignFindings, type FindingsOptions } from "./design-findings.ts";
import type { Candidate } from "./design-ranking.ts";
import type { DesignQuestion, Limit } from "./design-question.ts";
import type { DesignSource } from "./design-source.ts";
import { DESIGN_SCHEMA, type SavedCandidate, type SavedDesign, type SavedLimit } from "./saved-design.ts";

/** The best designs, and what each limit costs. */
export async function answerDesign(
  question: DesignQuestion,
  source: DesignSource,
  options: FindingsOptions = {},
): Promise<SavedDesign> {
  return designAnswer(question, source, await findDesigns(question, source, options));
}

/** What was found, as it is saved: a limit costs what the best of the grid gains where it is a tenth wider. */
export async function designAnswer(
  question: DesignQuestion,
  source: DesignSource,
  { best, counts, gap, wider }: DesignFindings,
): Promise<SavedDesign> {
  const [first] = best;
  const limits =
    first === undefined
      ? []
      : wider.map(([one], at) => savedLimit(question.within[at]!, first, one ?? first, question));
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
