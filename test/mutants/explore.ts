import type { LawMutant } from "./law-mutant.ts";

/** Faults in the laws of `src/explore/`. */
export const EXPLORE_MUTANTS: readonly LawMutant[] = [
  {
    id: "X1",
    file: "src/explore/plan-search/degrees.ts",
    find: "isPowerOfTwo(count) && count <= LARGEST_USUAL",
    replace: "isPowerOfTwo(count) && count < LARGEST_USUAL",
    breaks: "a micro-batch of 64 is no usual one",
  },
  {
    id: "X2",
    file: "src/explore/plan-search/memory-bound.ts",
    find: "a.microBatch <= b.microBatch && a.dataParallel >= b.dataParallel",
    replace: "a.microBatch <= b.microBatch",
    breaks: "what does not fit on few replicas is said not to fit on many, which share its state",
  },
  {
    id: "X3",
    file: "src/explore/strategies/nsga2-crowd.ts",
    find: "product *= distances[nearest[first + at]!]!",
    replace: "product += distances[nearest[first + at]!]!",
    breaks: "room is the sum of distances: a double of another member is not the most crowded",
  },
  {
    id: "X5",
    file: "src/explore/plan-search/nearest-miss.ts",
    find: "=> demand / bound",
    replace: "=> demand - bound",
    breaks:
      "bytes of a machine and bytes of a tile are compared: the nearest miss is the one of the smaller unit",
  },
  {
    id: "X6",
    file: "src/explore/strategies/regression-forest.ts",
    find: "sum + leaf.variance + leaf.mean ** 2",
    replace: "sum + leaf.mean ** 2",
    breaks: "what differs within a leaf is no doubt",
  },
];
