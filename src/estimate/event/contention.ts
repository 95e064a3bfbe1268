import type { PricedPlan, Resource } from "../priced-plan.ts";
import { foldReplicas } from "./fold-replicas.ts";
import { programRounds } from "./rounds.ts";
import { simulateStep, type EventOptions } from "./simulate-step.ts";

/** What sharing costs a step. */
export interface Contention {
  /** Of the step, with all that is shared, and if everything had enough for all. */
  readonly seconds: number;
  readonly freeSeconds: number;
  /** By kind, the dearest first. */
  readonly parts: readonly PartContention[];
}

export interface PartContention {
  readonly part: Resource;
  /** How much faster the step were if this kind alone had enough for all. */
  readonly costSeconds: number;
  /** Those of the kind that carry most, the fullest first. */
  readonly busiest: readonly PartUse[];
}

/** One link, gateway, memory or host over a step, and how many are alike until the placement repeats. */
export interface PartUse {
  readonly place: string;
  readonly alike: number;
  readonly bytes: number;
  readonly bytesPerSecond: number;
  /** Share of what it could carry in the time of the step. */
  readonly usedFraction: number;
}

const SHOWN = 8;

/** Which shared resource is too thin for a plan, found by simulating the step again with each kind unlimited. */
export function contentionOf(priced: PricedPlan, options: EventOptions = {}): Contention {
  const { seconds } = simulateStep(priced, options);
  const without = (unlimited: readonly Resource[]): number =>
    simulateStep(priced, { ...options, unlimited }).seconds;
  const uses = partUses(priced, seconds);
  const kinds = [...new Set(uses.map(({ part }) => part))];
  const freeSeconds = without(kinds);
  const costs = freeSeconds < seconds;
  const parts = kinds.map((part): PartContention => ({
    part,
    costSeconds: costs ? seconds - without([part]) : 0,
    busiest: uses.filter((use) => use.part === part).slice(0, SHOWN),
  }));
  const used = ({ busiest }: PartContention): number => busiest[0]!.usedFraction;
  return {
    seconds,
    freeSeconds,
    parts: parts.sort((a, b) => b.costSeconds - a.costSeconds || used(b) - used(a)),
  };
}

/** What crosses every shared part in a step of `seconds`, the fullest first; idle ones are left out. */
export function partUses(
  priced: PricedPlan,
  seconds: number,
): readonly (PartUse & { readonly part: Resource })[] {
  const blocks = programRounds(priced.program);
  const fold = foldReplicas(priced, blocks);
  const bytes = new Float64Array(fold.parts.length);
  for (const { rounds, count } of blocks)
    for (const { activities } of rounds)
      for (const { chip, segments, times } of activities)
        for (const segment of segments)
          for (const { pool, weight } of fold.passes(chip, segment))
            bytes[pool]! += count * times * weight * segment.bytes * priced.repeats;
  return fold.parts
    .map((part, at) => ({
      ...part,
      bytes: bytes[at]!,
      usedFraction: seconds > 0 ? bytes[at]! / (part.bytesPerSecond * seconds) : 0,
    }))
    .filter((use) => use.bytes > 0)
    .sort((a, b) => b.usedFraction - a.usedFraction);
}
