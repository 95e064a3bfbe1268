import type { Outcome } from "./strategy.ts";

/** Members of a population that are held against one another; groups and members in the order of the population. */
export function groupsOfPeers(population: readonly Outcome[]): readonly (readonly number[])[] {
  const groups = new Map<number | undefined, number[]>();
  for (const [member, { peers }] of population.entries()) {
    const group = groups.get(peers) ?? [];
    groups.set(peers, group);
    group.push(member);
  }
  return [...groups.values()];
}
