import type { LawMutant } from "./law-mutant.ts";

/** Faults in the laws of `src/estimate/`. */
export const ESTIMATE_MUTANTS: readonly LawMutant[] = [
  {
    id: "E90",
    file: "src/estimate/price/price-streaming.ts",
    find: "shared ? placement.ranksOnMachine : 1",
    replace: "placement.ranksOnMachine",
    breaks: "ranks wait for each other at memories of their own",
  },
  {
    id: "E91",
    file: "src/estimate/price/price-streaming.ts",
    find: "memory.latencySeconds ?? waits",
    replace: "waits",
    breaks: "a memory's own latency is nothing",
  },
];
