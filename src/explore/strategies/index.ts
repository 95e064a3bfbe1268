import { grid } from "./grid.ts";
import { latinHypercube } from "./latin-hypercube.ts";
import { multiFidelity } from "./multi-fidelity.ts";
import { nsga2 } from "./nsga2.ts";
import { random } from "./random.ts";
import { sobol } from "./sobol.ts";
import type { Strategy } from "./strategy.ts";
import { surrogate } from "./surrogate.ts";

/** Every search strategy, by the name a study calls it. */
export const STRATEGIES = {
  grid,
  random,
  "latin-hypercube": latinHypercube,
  sobol,
  nsga2,
  surrogate,
  "multi-fidelity": multiFidelity,
} satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof STRATEGIES;
