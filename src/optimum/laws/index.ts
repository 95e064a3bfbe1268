import { KAPLAN } from "./kaplan-law.ts";
import { allocationLaw, parametricLaw, type ParametricFit } from "./parametric-law.ts";
import type { ModelVariant, ScalingLaw } from "./scaling-law.ts";
import { variantLaws, type VariantLaw } from "./variant-laws.ts";

/** Runs of the Chinchilla paper, which Besiroglu's refit reads off its figures: 70 M to 16 B, 5 to 500 billion tokens. */
const HOFFMANN_RUNS = {
  dataset: "MassiveText, 32K vocabulary",
  fitted: [
    { of: "parameters", low: 70e6, high: 16e9 },
    { of: "tokens", low: 5e9, high: 500e9 },
  ],
} as const;

const CHINCHILLA_3 = parametricLaw({
  id: "chinchilla-3",
  label: "Chinchilla, approach 3",
  source: "Hoffmann 2022, arXiv:2203.15556; constants unrounded from the paper's TeX source",
  status: "published",
  ...HOFFMANN_RUNS,
  E: 1.6934,
  A: 406.4,
  B: 410.7,
  alpha: 0.3392,
  beta: 0.2849,
});

/** Budget and size of Gopher, at which table 3 of the Chinchilla paper allots 67 billion parameters. */
const GOPHER_BUDGET = { flops: 5.76e23, parameters: 67e9 };

/** The default: the rounded constants of approach 3 cannot allot. Laws of other models are built on it. */
const BESIROGLU: ParametricFit = {
  id: "besiroglu",
  label: "Besiroglu 2024, refit of approach 3",
  source: "arXiv:2404.10102",
  status: "published",
  ...HOFFMANN_RUNS,
  E: 1.8172,
  A: 482.01,
  B: 2085.43,
  alpha: 0.3478,
  beta: 0.3658,
};

/** Scaling laws of dense models by id. */
export const SCALING_LAWS = {
  besiroglu: parametricLaw(BESIROGLU),
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
    ...HOFFMANN_RUNS,
    E: 1.69,
    A: 406.4,
    B: 410.7,
    alpha: 0.34,
    beta: 0.28,
  }),
  kaplan: KAPLAN,
} as const satisfies Readonly<Record<string, ScalingLaw>>;

/** Laws of models with experts, pruned weights or narrow numbers: what they need to know, and how they follow. */
export const VARIANT_LAWS: Readonly<Record<string, VariantLaw>> = variantLaws(BESIROGLU);

export type ScalingLawId = keyof typeof SCALING_LAWS;
export const DEFAULT_LAW: ScalingLawId = "besiroglu";

export const scalingLaw = (id: string): ScalingLaw | undefined =>
  Object.hasOwn(SCALING_LAWS, id) ? SCALING_LAWS[id as ScalingLawId] : undefined;

/** Laws that answer a question: first those of the model that is asked for, then the dense ones. */
export function lawsFor(asked: ModelVariant): readonly ScalingLaw[] {
  const variants = Object.values(VARIANT_LAWS).flatMap(({ of }) => of(asked) ?? []);
  return [...variants, ...Object.values(SCALING_LAWS)];
}
