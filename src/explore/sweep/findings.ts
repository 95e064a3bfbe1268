import { evenly } from "../axes/evenly.ts";
import type { PeerSummary, WideRow } from "../store/part-record.ts";
import { describePoint } from "./describe-point.ts";
import type { GatheredParts } from "./gather.ts";
import type { SweepPlan } from "./sweep-plan.ts";

/** What a finished sweep found of points that are held against one another. */
export interface PeerFindings extends Omit<PeerSummary, "front"> {
  /** Points on the front. */
  readonly frontPoints: number;
  /** Of a front of more than FRONT_KEPT_IN_FULL points so many, evenly along the first objective; the rest is in the parts. */
  readonly front: readonly WideRow[];
}

/** What a finished sweep found. */
export interface Findings extends Omit<GatheredParts, "peers"> {
  readonly peers: readonly PeerFindings[];
}

export const FRONT_KEPT_IN_FULL = 2000;

/** Describes the points of the fronts, where their parts did not. */
export async function findingsOf(
  { peers, ...gathered }: GatheredParts,
  plan: Pick<SweepPlan, "evaluators" | "fidelities">,
): Promise<Findings> {
  const found: PeerFindings[] = [];
  for (const { front, ...own } of peers)
    found.push({ ...own, frontPoints: front.length, front: await describedFront(front, plan) });
  return { ...gathered, peers: found };
}

async function describedFront(
  front: PeerSummary["front"],
  plan: Pick<SweepPlan, "evaluators" | "fidelities">,
): Promise<readonly WideRow[]> {
  const byFirst = front.toSorted((a, b) => a.values[0]! - b.values[0]! || a.index - b.index);
  const kept = evenly(byFirst, FRONT_KEPT_IN_FULL).toSorted((a, b) => a.index - b.index);
  const described: WideRow[] = [];
  const top = plan.evaluators.length - 1;
  for (const { index, coordinates, outcome } of kept)
    described.push({ index, coordinates, ...(outcome ?? (await describePoint(plan, top, coordinates))) });
  return described;
}
