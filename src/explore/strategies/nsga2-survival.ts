import { nondominatedRanks } from "../fronts/nondominated-ranks.ts";
import { groupsOfPeers } from "./groups-of-peers.ts";
import { createCrowd } from "./nsga2-crowd.ts";
import type { Outcome } from "./strategy.ts";

/** A member that lives on: which, how good, and how lonely among its equals. */
export interface Survivor {
  readonly member: number;
  readonly rank: number;
  readonly room: number;
}

/**
 * The `size` best members of a population. What fits beats what does not, and of the latter the smaller gap is better
 * (constraint domination); of what fits, front after front lives on, and from the last one that has room the most
 * crowded go, one by one. Peers compete among themselves, each group for its share of the places.
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, IEEE Trans. Evol. Comput. 6(2), NSGA-II. How crowded a member is, is
 * the product of the distances to its nearest neighbours, as many as there are objectives: Kukkonen and Deb 2006, PPSN
 * IX, which keeps fronts of three and more objectives even where the crowding distance of 2002 does not.
 */
export function survivors(population: readonly Outcome[], size: number): readonly Survivor[] {
  const groups = groupsOfPeers(population);
  const places = fairShares(
    groups.map(({ length }) => length),
    size,
  );
  return groups.flatMap((members, group) =>
    survivingPeers(
      members.map((member) => population[member]!),
      places[group]!,
    ).map((survivor) => ({ ...survivor, member: members[survivor.member]! })),
  );
}

/** `size` places divided as evenly as the groups can fill them; of what is left over the first groups have one each. */
function fairShares(counts: readonly number[], size: number): readonly number[] {
  const places = counts.map(() => 0);
  for (let left = size, open = true; left > 0 && open;) {
    open = false;
    for (const [group, count] of counts.entries()) {
      if (left === 0 || places[group]! >= count) continue;
      places[group]!++;
      left--;
      open = true;
    }
  }
  return places;
}

function survivingPeers(population: readonly Outcome[], size: number): readonly Survivor[] {
  const fitting = [...population.keys()].filter((member) => population[member]!.feasible);
  const objectives = population[fitting[0] ?? 0]?.costs.length ?? 0;
  const columns = Array.from({ length: objectives }, (_, at) =>
    Float64Array.from(fitting, (member) => population[member]!.costs[at]!),
  );
  const ranks = nondominatedRanks(columns);
  const fronts: number[][] = [];
  for (const [at, rank] of ranks.entries()) (fronts[rank] ??= []).push(at);
  const chosen: Survivor[] = [];
  for (const [rank, front] of fronts.entries()) {
    if (chosen.length >= size) break;
    const crowd = createCrowd(columns, front ?? []);
    crowd.thin(size - chosen.length);
    for (const { at, room } of crowd.members()) chosen.push({ member: fitting[at]!, rank, room });
  }
  return chosen.length < size
    ? [...chosen, ...nearMisses(population, size - chosen.length, fronts.length)]
    : chosen;
}

/** Of what does not fit, the smallest gaps. */
function nearMisses(population: readonly Outcome[], size: number, rank: number): readonly Survivor[] {
  return [...population.keys()]
    .filter((member) => !population[member]!.feasible)
    .sort((a, b) => population[a]!.gap - population[b]!.gap || a - b)
    .slice(0, size)
    .map((member, at) => ({ member, rank: rank + at, room: 0 }));
}
