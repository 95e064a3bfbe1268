import type { LawMutant } from "./law-mutant.ts";

/** Faults in the laws of `src/cost/`. */
export const COST_MUTANTS: readonly LawMutant[] = [
  {
    id: "C1",
    file: "src/cost/collective/collective.ts",
    find: "bidirectional ? Math.ceil((members - 1) / 2)",
    replace: "bidirectional ? Math.ceil(members / 2)",
    breaks: "a ring both ways round takes a step more where its members are odd",
  },
  {
    id: "C2",
    file: "src/cost/tile/exchange.ts",
    find: "Math.max(sentBytes, received) / exchange.bytesPerCycle",
    replace: "(sentBytes + received) / exchange.bytesPerCycle",
    breaks: "a tile sends and receives one after the other",
  },
  {
    id: "C10",
    file: "src/cost/tile/attention-decode.ts",
    find: "2 * gathered",
    replace: "gathered",
    breaks: "maxima of a softmax are gathered, its sums are not",
  },
  {
    id: "C11",
    file: "src/cost/matmul/bounds.ts",
    find: "return Math.min(whole, fixed + Math.ceil(columnBlocks / most) * perBlock + field) * TOLERANCE",
    replace: "return 2 * Math.min(whole, fixed + Math.ceil(columnBlocks / most) * perBlock + field)",
    breaks: "the bound of pairs may exceed what it bounds, so that the search loses the best plan",
  },
];
