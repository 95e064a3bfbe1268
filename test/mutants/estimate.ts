import type { LawMutant } from "./law-mutant.ts";

/** Faults in the laws of `src/estimate/`. */
export const ESTIMATE_MUTANTS: readonly LawMutant[] = [];
