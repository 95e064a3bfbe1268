import { COST_MUTANTS } from "./cost.ts";
import { ESTIMATE_MUTANTS } from "./estimate.ts";
import { EXPLORE_MUTANTS } from "./explore.ts";
import type { LawMutant } from "./law-mutant.ts";
import { PLAN_MUTANTS } from "./plan.ts";
import { RESULT_MUTANTS } from "./result.ts";
import { SIMULATION_MUTANTS } from "./simulation.ts";

/** All law mutants, a table for each part of `src/`. */
export const LAW_MUTANTS: readonly LawMutant[] = [
  ...COST_MUTANTS,
  ...PLAN_MUTANTS,
  ...ESTIMATE_MUTANTS,
  ...EXPLORE_MUTANTS,
  ...RESULT_MUTANTS,
  ...SIMULATION_MUTANTS,
];
