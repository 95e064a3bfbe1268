import { EXPERTS_FITS, expertsWorth, type ExpertsFit } from "./experts-law.ts";
import { parametricLaw, type ParametricFit } from "./parametric-law.ts";
import { BITS_OF_FP8, effectiveParameters } from "./precision-law.ts";
import type { ModelVariant, ScalingLaw } from "./scaling-law.ts";
import { denseEquivalentGain, gradualPruningCost, SPARSE_FITS, type SparseFit } from "./sparse-law.ts";

/** A law of models that are not plainly dense: which part of the question it needs, and the law once that is known. */
export interface VariantLaw {
  readonly needs: keyof ModelVariant;
  /** Undefined where the question does not say what it needs. */
  readonly of: (asked: ModelVariant) => ScalingLaw | undefined;
}

/**
 * Published laws of experts, pruned weights and narrow numbers. Each says how many dense parameters one of its
 * parameters is worth, N' = gain·N^power, so that on a parametric law A/N'^alpha is again of the same form and all
 * closed forms hold. Frantar's own fit has text of its own and stands beside. Laws of images (Frantar's ViT) are left
 * out: they allot no text.
 */
export function variantLaws(base: ParametricFit): Readonly<Record<string, VariantLaw>> {
  const experts = Object.values(EXPERTS_FITS).map((fit) => routed(base, fit));
  const sparse = SPARSE_FITS["t5-c4"];
  return Object.fromEntries([
    ...experts,
    ["frantar", { needs: "density", of: ({ density }) => density && pruned(base, sparse, density) }],
    ["frantar-t5", { needs: "density", of: ({ density }) => density && ownText(sparse, density) }],
    ["kumar", { needs: "precision", of: ({ precision }) => precision && narrow(base) }],
  ] as [string, VariantLaw][]);
}

/** A parametric law whose parameters are worth gain·N^power of the base's. */
function worth(
  base: ParametricFit,
  { gain, power = 1 }: { readonly gain: number; readonly power?: number },
  description: Partial<ParametricFit>,
): ScalingLaw {
  const { A, alpha } = base;
  return parametricLaw({
    ...base,
    ...description,
    A: A * gain ** -alpha,
    alpha: alpha * power,
    status: "derived",
  });
}

function routed(base: ParametricFit, fit: ExpertsFit): [string, VariantLaw] {
  const id = `clark-${fit.id}`;
  const of = ({ experts }: ModelVariant): ScalingLaw | undefined =>
    experts === undefined
      ? undefined
      : worth(base, expertsWorth(fit, experts), {
          id,
          label: `Clark 2022, ${experts} experts by ${fit.label}`,
          source: `Clark 2022, arXiv:2202.01169: dense parameters of equal loss, in ${base.label} (${base.source})`,
          model: { experts },
          // sizes and experts of the fit recalled; all of its runs have 130 billion tokens
          fitted: [
            { of: "parameters", low: 15e6, high: 1.3e9 },
            { of: "tokens", low: 130e9, high: 130e9 },
            { of: "experts", low: 1, high: 512 },
          ],
          caveat: `what experts are worth was measured on 130 billion tokens and shrinks with size: beyond ${fit.cutoffParameters / 1e9} billion parameters to nothing, by the paper`,
        });
  return [id, { needs: "experts", of }];
}

/** Sizes and steps of Frantar's T5 runs (65,536 tokens a step, 250,000 to 1,000,000 steps), recalled. */
const FRANTAR_RUNS = [
  { of: "parameters", low: 1.3e6, high: 85e6 },
  { of: "tokens", low: 16.4e9, high: 65.5e9 },
  { of: "density", low: 0.125, high: 1 },
] as const;

const scheduleCaveat = (density: number): string =>
  `fitted to models pruned on the way, whose dense beginning takes ${gradualPruningCost(1 - density).toFixed(2)} times the FLOPs; here the weights are sparse from the start`;

function pruned(base: ParametricFit, fit: SparseFit, density: number): ScalingLaw {
  return worth(
    base,
    { gain: denseEquivalentGain(fit, 1 - density) },
    {
      id: "frantar",
      label: `Frantar 2023, ${percent(density)} of the weights`,
      source: `${fit.source}, arXiv:2309.08520: dense parameters of equal loss, in ${base.label} (${base.source})`,
      model: { density },
      fitted: FRANTAR_RUNS,
      caveat: scheduleCaveat(density),
    },
  );
}

function ownText(fit: (typeof SPARSE_FITS)["t5-c4"], density: number): ScalingLaw {
  return parametricLaw({
    id: "frantar-t5",
    label: `Frantar 2023, ${percent(density)}, as fitted (T5)`,
    source: `${fit.source}, arXiv:2309.08520`,
    status: "published",
    dataset: "C4, T5",
    fitted: FRANTAR_RUNS,
    model: { density },
    caveat: scheduleCaveat(density),
    E: fit.c,
    A: fit.aS * density ** fit.bS + fit.cS,
    alpha: fit.bN,
    B: fit.aD ** fit.bD,
    beta: fit.bD,
  });
}

function narrow(base: ParametricFit): ScalingLaw {
  return worth(
    base,
    { gain: effectiveParameters(1, BITS_OF_FP8) },
    {
      id: "kumar",
      label: "Kumar 2024, trained in 8 bits",
      source: `Kumar 2024, arXiv:2411.04330 (constants recalled): effective parameters, in ${base.label} (${base.source})`,
      model: { precision: "fp8" },
      // 465 runs; their lower ends recalled
      fitted: [
        { of: "parameters", low: 30e6, high: 1.7e9 },
        { of: "tokens", low: 1.5e9, high: 26e9 },
      ],
    },
  );
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
