import type { LawMutant } from "./law-mutant.ts";

/** Faults in the laws of `src/result/`. */
export const RESULT_MUTANTS: readonly LawMutant[] = [];
