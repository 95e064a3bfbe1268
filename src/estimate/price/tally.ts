import type { Arch } from "../../arch/arch.ts";

/** How much a run computed, counted where it is computed. */
export interface Tally {
  /** Searches for the fastest plan, the plans in them, and those of them that were timed in full. */
  searches: number;
  plansTried: number;
  plansTimed: number;
  /** Plans priced beside that: what a search found, a decided plan, a plan on moved inputs. */
  plansPriced: number;
  simulations: number;
  /** Matrix products and convolutions: how often a plan for the tiles was asked for, and how often one was made. */
  tilePlansAsked: number;
  tilePlansMade: number;
  /** Searches and prices that had been computed before in the same run. */
  repeated: number;
  readonly known: Set<string>;
}

export const startTally = (): Tally => ({
  ...{ searches: 0, plansTried: 0, plansTimed: 0, plansPriced: 0, simulations: 0 },
  ...{ tilePlansAsked: 0, tilePlansMade: 0, repeated: 0, known: new Set() },
});

/** Notes what is about to be computed of a machine, by all of it that a figure may depend on. */
export function noteComputed(
  tally: Tally,
  kind: "search" | "price",
  { inputs: _, ...arch }: Arch,
  ...question: readonly unknown[]
): void {
  const key = `${kind} ${JSON.stringify([arch, ...question])}`;
  if (tally.known.has(key)) tally.repeated += 1;
  tally.known.add(key);
}
