import { KAPLAN } from "./kaplan-law.ts";
import { allocationLaw, parametricLaw } from "./parametric-law.ts";
import type { ScalingLaw } from "./scaling-law.ts";

const CHINCHILLA_3 = parametricLaw({
  id: "chinchilla-3",
  label: "Chinchilla, approach 3",
  source: "Hoffmann 2022, arXiv:2203.15556; constants unrounded from the paper's TeX source",
  status: "published",
  E: 1.6934,
  A: 406.4,
  B: 410.7,
  alpha: 0.3392,
  beta: 0.2849,
});

/** Budget and size of Gopher, at which table 3 of the Chinchilla paper allots 67 billion parameters. */
const GOPHER_BUDGET = { flops: 5.76e23, parameters: 67e9 };

/** Scaling laws by id. The default is Besiroglu's refit: the rounded constants of approach 3 cannot allot. */
export const SCALING_LAWS = {
  besiroglu: parametricLaw({
    id: "besiroglu",
    label: "Besiroglu 2024, refit of approach 3",
    source: "arXiv:2404.10102",
    status: "published",
    E: 1.8172,
    A: 482.01,
    B: 2085.43,
    alpha: 0.3478,
    beta: 0.3658,
  }),
  "chinchilla-1": allocationLaw(
    {
      id: "chinchilla-1",
      label: "Chinchilla, approach 1",
      source: "Hoffmann 2022, table 2 (a = 0.50) from table 3's 67 B at 5.76e23; losses of approach 3",
      exponent: 0.5,
    },
    GOPHER_BUDGET,
    CHINCHILLA_3,
  ),
  "chinchilla-2": allocationLaw(
    {
      id: "chinchilla-2",
      label: "Chinchilla, approach 2",
      source: "Hoffmann 2022, table 2 (a = 0.49) from table 3's 67 B at 5.76e23; losses of approach 3",
      exponent: 0.49,
    },
    GOPHER_BUDGET,
    CHINCHILLA_3,
  ),
  "chinchilla-3": CHINCHILLA_3,
  "chinchilla-3-rounded": parametricLaw({
    id: "chinchilla-3-rounded",
    label: "Chinchilla, approach 3 as printed",
    source: "Hoffmann 2022, eq. 10 (rounded: allots far too much data)",
    status: "published",
    E: 1.69,
    A: 406.4,
    B: 410.7,
    alpha: 0.34,
    beta: 0.28,
  }),
  kaplan: KAPLAN,
} as const satisfies Readonly<Record<string, ScalingLaw>>;

export type ScalingLawId = keyof typeof SCALING_LAWS;
export const DEFAULT_LAW: ScalingLawId = "besiroglu";

export const scalingLaw = (id: string): ScalingLaw | undefined =>
  Object.hasOwn(SCALING_LAWS, id) ? SCALING_LAWS[id as ScalingLawId] : undefined;
