import type { Box } from "./boxes.ts";
import { costsOf, rankedWith, type Candidate } from "./design-ranking.ts";
import type { DesignQuestion, Limit } from "./design-question.ts";
import type { DesignSource } from "./design-source.ts";
import { emptyMemory, type DesignMemory } from "./design-memory.ts";
import { searchDesigns, type DesignProgress, type DesignRanking } from "./search-designs.ts";

/** What one says by how much a limit binds: wider by this share. */
const WIDER = 0.1;

/** What a search found of a grid or of a share of it, from which an answer is made. */
export interface DesignFindings extends DesignRanking {
  /** One objective: the best, if there is any, where one limit is a tenth wider; by limit, as far as they were asked. */
  readonly wider: readonly (readonly Candidate[])[];
}

export interface FindingsOptions {
  readonly memory?: DesignMemory;
  /** A share of the grid. */
  readonly boxes?: readonly Box[];
  readonly onProgress?: (progress: DesignProgress) => Promise<"stop" | void> | "stop" | void;
}

/**
 * The best designs and, where one objective is asked, the best with each limit a tenth wider, from what is known already.
 * A share asks so even if no design of its own keeps all limits, for one of another share may.
 */
export async function findDesigns(
  question: DesignQuestion,
  source: DesignSource,
  { memory = emptyMemory(), boxes, onProgress }: FindingsOptions = {},
): Promise<DesignFindings> {
  const options = { memory, ...(boxes && { boxes }), ...(onProgress && { onProgress }) };
  const ranking = await searchDesigns(question, source, options);
  const wider: (readonly Candidate[])[] = [];
  const isAsked = ranking.best.length > 0 || boxes !== undefined;
  if (isAsked && question.objectives.length === 1 && ranking.counts.unseen === 0)
    for (const limit of question.within) {
      const within = question.within.map((one) => (one === limit ? widened(one) : one));
      const found = await searchDesigns({ ...question, within, top: 1 }, source, options);
      if (found.counts.unseen > 0) break;
      wider.push(found.best);
    }
  return { ...ranking, wider };
}

/** What shares found, as if one search had: those of all shares of a grid, each to its end. */
export function joinedFindings(question: DesignQuestion, shares: readonly DesignFindings[]): DesignFindings {
  const removed: Record<string, number> = {};
  for (const { counts } of shares)
    for (const [why, designs] of Object.entries(counts.removed)) removed[why] = (removed[why] ?? 0) + designs;
  const sum = (of: "designs" | "priced" | "unseen"): number =>
    shares.reduce((all, { counts }) => all + counts[of], 0);
  const ranked = (candidates: readonly Candidate[], top: number): readonly Candidate[] =>
    candidates.reduce<readonly Candidate[]>(
      (best, one) => rankedWith(best, withCosts(question, one), { ...question, top }),
      [],
    );
  const asked = Math.min(...shares.map(({ wider }) => wider.length));
  return {
    best: ranked(
      shares.flatMap(({ best }) => best),
      question.top,
    ),
    counts: { designs: sum("designs"), priced: sum("priced"), removed, unseen: sum("unseen") },
    gap: Math.max(...shares.map(({ gap }) => gap)),
    wider: question.within.slice(0, asked).map((_, at) =>
      ranked(
        shares.flatMap(({ wider }) => wider[at]!),
        1,
      ),
    ),
  };
}

/** Costs once more: those that are infinite are not kept in a file. */
const withCosts = (question: DesignQuestion, candidate: Candidate): Candidate => ({
  ...candidate,
  costs: costsOf(
    question,
    candidate.priced.workloads.map(({ metrics }) => metrics),
  ),
});

export function widened(limit: Limit): Limit {
  const by = (limit.sense === "<=" ? 1 : -1) * WIDER * Math.abs(limit.bound);
  return { ...limit, bound: limit.bound + by };
}
