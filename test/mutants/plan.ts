import type { LawMutant } from "./law-mutant.ts";

/** Faults in the laws of `src/plan/`. */
export const PLAN_MUTANTS: readonly LawMutant[] = [];
